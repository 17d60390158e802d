"""One example of every payload, for the documentation. A test reads each as what it is an example of."""

from collections.abc import Mapping
from typing import Any, Final

from workflow.machines import Move

_SUBJECT: Final = "0193a5c0-7b1e-7c3a-9f60-2d8f4b1a7e55"

SIGN_IN: Final = {"username": "dispatcher-321084001", "password": "…"}

REPORT: Final[Mapping[str, Any]] = {
    "category": "06010",
    "description": "垃圾桶旁堆了三袋垃圾，已有两天",
    "grid": "321084001003",
    "location": {"lat": 32.78, "lon": 119.44, "address": "奎楼社区北门"},
    "severity": 4,
    "source": "informant",
    "occurred_at": "2026-11-20T09:00:00+08:00",
    "reporter": {"name": "张三", "phone": "0514-84600000"},
}

DOOR_REPORT: Final[Mapping[str, Any]] = {
    "category": "06010",
    "description": "门口的垃圾两天没有人收",
    "location": {"lat": 32.78, "lon": 119.44},
    "occurred_at": "2026-11-20T09:00:00+08:00",
}

OF_MOVE: Final[Mapping[Move, Mapping[str, Any]]] = {
    Move.CLAIM: {},
    Move.RELEASE: {},
    Move.CHECK: {"note": "请到现场看一下"},
    Move.CONFIRM: {"note": "属实"},
    Move.DENY: {"reason": "现场没有发现"},
    Move.ACCEPT: {"note": "属实，立案"},
    Move.DECLINE: {"reason": "属于私人院内"},
    Move.RECLASSIFY: {"category": "06011", "reason": "是建筑垃圾"},
    Move.RELOCATE: {"grid": "321084001003", "note": "实际在路东"},
    Move.DISPATCH: {"to": {"grid": "321084001003"}, "note": "请当天清走"},
    Move.REDISPATCH: {"to": {"unit": "U-CLEANING"}, "reason": "需要车辆"},
    Move.SPLIT: {"to": {"unit": "U-CLEANING"}, "note": "协助清运"},
    Move.WHISTLE: {"units": ["U-CLEANING"], "reason": "请到现场会商"},
    Move.CHECK_IN: {"note": "已到场"},
    Move.ACKNOWLEDGE: {},
    Move.PROGRESS: {"note": "车已在路上", "photos": []},
    Move.RETURN: {"type": "not_ours", "reason": "属于市政管养"},
    Move.RESOLVE: {"note": "已清理干净", "photos": []},
    Move.HANDLE_HERE: {"note": "当场清走", "photos": []},
    Move.RESUME: {"note": "材料已到"},
    Move.REQUEST_EXTENSION: {"budget": "2wd", "reason": "要等配件"},
    Move.GRANT_EXTENSION: {"note": "同意"},
    Move.REFUSE_EXTENSION: {"reason": "可以先做临时处理"},
    Move.REQUEST_SUSPENSION: {"until": "2026-12-20T09:00:00+08:00", "reason": "等上冻前施工许可"},
    Move.GRANT_SUSPENSION: {"note": "同意"},
    Move.REFUSE_SUSPENSION: {"reason": "不符合挂账条件"},
    Move.VERIFY: {"satisfied": True, "note": "已看过，干净"},
    Move.REWORK: {"reason": "还剩一袋"},
    Move.CLOSE: {"reason": "上报人联系不上，照片清楚"},
    Move.REOPEN: {"reason": "异议成立"},
    Move.WITHDRAW: {"reason": "报错了地方"},
    Move.VOID: {"reason": "测试数据"},
    Move.MERGE: {"into": "GY-1001", "note": "同一处"},
    Move.UNMERGE: {"reason": "不是同一处"},
    Move.RAISE: {"reason": "需要市里协调"},
    Move.HAND_DOWN: {"reason": "属地可以办"},
    Move.REMIND: {"note": "请抓紧"},
    Move.TABLE: {"reason": "涉及三个部门"},
    Move.SUPERVISE: {"kind": "late", "reason": "两次超时", "requirement": "书面说明原因，周五前办结", "budget": "3wd"},
    Move.PRESS: {"note": "请今天下班前答复"},
    Move.RAISE_ORDER: {"reason": "乡镇督办后仍未办结"},
    Move.ANSWER: {"reason": "已增派人手，明天办结"},
    Move.ACCEPT_ANSWER: {"note": "可以"},
    Move.REFUSE_ANSWER: {"reason": "没有说明原因"},
    Move.LIFT: {"reason": "已办结"},
    Move.OBJECT: {"reason": "并没有清理"},
    Move.APPEAL: {"reason": "道路封闭，无法进场"},
    Move.DISPUTE: {"of": "informant", "figure": "verify_on_time", "reason": "当天系统停机，无法核查"},
    Move.UPHOLD: {"reason": "照片与现场不符"},
    Move.DISMISS: {"reason": "现场已核实"},
    Move.INSPECT: {"reason": "群众反映又有垃圾"},
    Move.SEND_TO_LOOK: {"note": "请换一位去看"},
    Move.STILL_GOOD: {"note": "还是干净的", "photos": []},
    Move.NOT_GOOD: {"reason": "又堆了一堆", "photos": []},
    Move.NOTE: {"note": "已电话联系"},
    Move.ASK: {"note": "具体在哪个门？"},
    Move.MESSAGE: {"note": "在北门左边"},
    Move.REPLY: {"note": "村里年底前加装路灯，谢谢建议"},
    Move.TAKE_UP: {"note": "采纳，由村里去办", "to": {"grid": "321084001003"}, "budget": "20wd"},
    Move.PUBLISH: {"text": "建议在村口加装路灯", "answer": "年底前装好"},
    Move.WITHHOLD: {"reason": "写到了个人情况"},
}

ANSWER_OF_REPORT: Final[Mapping[str, Any]] = {
    "id": _SUBJECT,
    "number": "GY-1001",
    "state": "reported",
    "version": 1,
    "seq": 1,
    "receipt": "eyJhbGciOiJFZERTQSJ9…",
    "promise_at": "2026-11-23T10:00:00Z",
    "township": "321084001",
    "grid": "321084001003",
}

CALL: Final = {"body": "321084101", "subject": "秸秆禁烧的分工", "day": "2026-12-08"}

OF_MEETING: Final[Mapping[Move, Mapping[str, Any]]] = {
    Move.DRAW: {},
    Move.INVITE: {},
    Move.POSTPONE: {"starts_at": "2026-12-03T09:00:00+08:00", "reason": "与全市大会冲突"},
    Move.CANCEL: {"reason": "议题已经解决"},
    Move.ADD_ITEM: {"subject": "城南农贸市场周边停车"},
    Move.ORDER_ITEMS: {"items": ["topic:06010", "indicators:2026-Q4"]},
    Move.STRIKE_ITEM: {"item": "topic:06010", "reason": "已另行安排"},
    Move.RESTORE_ITEM: {"item": "topic:06010"},
    Move.INVITE_GUEST: {"organisation": "市交通运输局", "purpose": "介绍停车规划", "email": "office@example.org"},
    Move.LEAVE_OUT_GUEST: {"guest": _SUBJECT},
    Move.SET_LINK: {"link": "https://meet.example.org/gy-m7"},
    Move.HOLD: {},
    Move.MINUTE: {
        "text": "会议听取了各乡镇情况，议定以下事项。",
        "decisions": [
            {"text": "三日内清运完毕", "owner": {"unit": "U-CLEANING"}, "budget": "3wd", "incident": "GY-1001"}
        ],
        "heard": ["GY-1002"],
        "motions": [{"number": "GY-R1", "adopted": True, "text": "自下周一起启用"}],
    },
    Move.PUBLISH_CONCLUSION: {
        "text": "会议议定在市场东侧增设停车位。",
        "decisions": [{"number": 1, "text": "月底前划好停车位"}],
        "names_nobody": True,
    },
    Move.ADJOURN: {"reason": "人没有到齐，改日再议"},
    Move.CARRY_OUT: {"reason": "已清运完毕", "decision": _SUBJECT},
    Move.SEND_BACK: {"reason": "还有一处没有清", "decision": _SUBJECT},
    Move.SIGN_OFF: {"decision": _SUBJECT},
    Move.DROP: {"reason": "已由上级另行安排", "decision": _SUBJECT},
}

PROPOSAL: Final[Mapping[str, Any]] = {
    "rules": "territory:\n  prefix: GY\n  …",
    "why": "夜间燃气泄漏派遣太慢，值班台直接派遣。",
    "days": 90,
}

OF_MOTION: Final[Mapping[Move, Mapping[str, Any]]] = {
    Move.TAKE_BACK: {"reason": "还要再议"},
    Move.INSIST: {"reason": "值班表已补齐，今夜必须启用"},
}

OF_BULLETIN: Final[Mapping[Move, Mapping[str, Any]]] = {
    Move.EDIT: {
        "introduction": "十月全市事件办理总体平稳。",
        "comments": {"late": "超期事件集中在道路破损，已请交通局说明。"},
        "recommendation": "各乡镇对超期事件逐件销号。",
        "omitted": ["groups"],
    },
    Move.APPROVE: {},
    Move.HAND_BACK: {"reason": "请补写超期原因"},
    Move.ISSUE: {},
    Move.DISCARD: {"reason": "村名已更改，重新编制"},
    Move.CORRECT: {"reason": "引言中的单位名称有误"},
}

RULES: Final[Mapping[str, Any]] = {"rules": "territory: …", "note": "夜间燃气险情改由值班室派遣"}
SWITCH_ON: Final[Mapping[str, Any]] = {"why": "专题会议议定", "decision": "GY-M7/1"}
REHEARSAL: Final[Mapping[str, Any]] = {"rules": "territory: …", "days": 90}
ROLL_BACK: Final[Mapping[str, Any]] = {"why": "派错了单位", "version": 4}

SPOT: Final[Mapping[str, Any]] = {
    "kind": "hydrant",
    "name": "北门消火栓",
    "grid": "321084001003",
    "lat": 32.78,
    "lon": 119.44,
}
SPOTS: Final[Mapping[str, Any]] = {"csv": "kind,name,grid,lat,lon\nhydrant,北门消火栓,321084001003,32.78,119.44\n"}
CAMPAIGN: Final[Mapping[str, Any]] = {
    "title": "锅炉房专项排查",
    "kinds": ["boiler_room"],
    "grid": "321084001",
    "until": "2026-11-27T18:00:00+08:00",
    "who": "handler",
    "look": ["压力表在检定期内", "燃气报警器有电"],
}
OF_PATROL: Final[Mapping[Move, Mapping[str, Any]]] = {
    Move.CHECK_OFF: {"photos": []},
    Move.WAIVE: {"reason": "正在检修，围挡内进不去"},
    Move.SHIFT: {"grid": "321084001003", "name": "北门消火栓"},
    Move.RETIRE: {"reason": "道路改造，已拆除"},
    Move.CALL_OFF: {"reason": "与省里的排查合并"},
}
