import asyncpg
async def test_real(database_url):
    c = await asyncpg.connect(database_url)
    print(await c.fetchval("select count(*) from information_schema.tables where table_schema='public'"))
    await c.close()
