"""Invented names: of persons, of groups, of what stands in a township.

Names of persons are put together from common surnames and characters of given names; who really is
called so is chance.
"""

from random import Random
from typing import Final

SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙陶贺顾毛郝龚邵万覃武钱戴"
)
GIVEN: Final = (
    "安白柏宝北彬波晨成承程川春纯达丹德东栋恩芳飞峰凤福富刚高光广桂国海寒航浩禾和恒红宏洪虹鸿厚华怀欢辉慧"
    "吉佳嘉建健江杰洁金锦进京晶景静军君俊凯康可坤兰岚乐雷丽莉立连良亮林玲凌龙路露伦梅萌敏明铭南宁培佩鹏平萍"
    "齐奇启谦强琴青清庆秋泉然仁荣瑞若森珊善尚绍生胜诗世淑帅双硕思松素涛天田婷廷彤万威薇伟卫文武希溪夏贤显祥"
    "翔向晓欣新星兴修秀旭轩雪学雅燕阳洋叶一怡宜艺毅银英颖永勇友宇雨玉元远月云泽展振正志忠洲卓子宗祖"
)
_DIGITS: Final = "零一二三四五六七八九"
_SUFFIXES: Final = (
    "社区居民委员会",
    "村民委员会",
    "社区居委会",
    "村委会",
    "居委会",
    "回族乡",
    "街道办事处",
    "街道",
    "镇",
    "乡",
    "市",
    "区",
    "县",
)


class Namer:
    """Gives out names, no name twice as long as there are others."""

    def __init__(self, rng: Random) -> None:
        self._rng: Final = rng
        self._given: Final[set[str]] = set()

    def person(self) -> str:
        for _ in range(100):
            name = self._rng.choice(SURNAMES)
            name += "".join(self._rng.choices(GIVEN, k=self._rng.choice((1, 2, 2, 2))))
            if name not in self._given:
                break
        self._given.add(name)
        return name


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese characters; digits beyond."""
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def short(name: str) -> str:
    """A place's name without what sort of place it is: 龙虬镇 → 龙虬, 奎楼社区居委会 → 奎楼."""
    plain = name.split("（")[0].strip()
    if plain.endswith(("新区", "开发区", "园区")):
        return plain
    for suffix in _SUFFIXES:
        if plain.endswith(suffix) and len(plain) > len(suffix) + 1:
            return plain.removesuffix(suffix)
    return plain or name
