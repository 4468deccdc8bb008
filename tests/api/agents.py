"""The official Python SDK of the Model Context Protocol as an agent over Vitrine.

    python agents.py stdio COMMAND [ARGUMENT...]
    python agents.py http URL

The environment's REIMPORT is a JSON array: a command that imports another version of local/watched.
"""

import asyncio
import json
import os
import sys

DATASET = "local/iclr2025"


def text(result):
    assert not result.is_error, result
    told = json.loads(result.content[0].text)
    # The SDK has held it against the schema of the tool.
    assert result.structured_content == told, result
    return told


async def converse(client):
    tools = {tool.name for tool in (await client.list_tools()).tools}
    assert {"list_datasets", "describe_dataset", "search", "recommend", "similar_rows", "sql", "reading_list"} <= tools, tools
    datasets = text(await client.call_tool("list_datasets", {}))["datasets"]
    assert [one["id"] for one in datasets] == [DATASET, "local/watched"], datasets
    found = text(await client.call_tool("search", {"dataset": DATASET, "query": "reward models", "limit": 3}))
    site = sys.argv[2].removesuffix("/mcp") if sys.argv[1] == "http" else ""
    assert found["rows"][0]["link"] == f"{site}/datasets/{DATASET}?row=1", found["rows"][0]
    row = text(await client.call_tool("get_row", {"dataset": DATASET, "row_idx": 1}))["row"]
    assert row["title"].startswith("RM-Bench"), row["title"]
    counted = text(await client.call_tool("sql", {"dataset": DATASET, "query": "SELECT count(*) AS n FROM train"}))
    assert counted["rows"] == [[10]], counted

    wrong = await client.call_tool("search", {"dataset": DATASET, "limit": "many"})
    assert wrong.is_error and "limit" in wrong.content[0].text, wrong
    forbidden = await client.call_tool("sql", {"dataset": DATASET, "query": "FROM read_text('/etc/passwd')"})
    assert forbidden.is_error, forbidden

    uris = [str(resource.uri) for resource in (await client.list_resources()).resources]
    card = await client.read_resource(uris[0])
    assert card.contents[0].text.strip(), card
    prompts = [prompt.name for prompt in (await client.list_prompts()).prompts]
    assert "find_related_work" in prompts, prompts
    prompt = await client.get_prompt("find_related_work", {"dataset": DATASET, "idea": "rewards"})
    assert "rewards" in prompt.messages[0].content.text, prompt
    print(client.protocol_version if hasattr(client, "protocol_version") else "")


WATCHED = "vitrine://datasets/local/watched/schema"


async def change():
    """Imports what is watched with one row more."""
    process = await asyncio.create_subprocess_exec(*json.loads(os.environ["REIMPORT"]), stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


async def rows_of_watched(client):
    return json.loads((await client.read_resource(WATCHED)).contents[0].text)["num_rows"]


async def listen(client):
    """Two subscriptions at once, one for each of two resources: each is told of its own."""
    from mcp.client.subscriptions import ResourceUpdated

    before = await rows_of_watched(client)
    async with client.listen(resource_subscriptions=[WATCHED]) as watched, client.listen(resource_subscriptions=[f"vitrine://datasets/{DATASET}/card"]) as other:
        assert watched.honored.resource_subscriptions == [WATCHED], watched.honored
        await change()
        async for event in watched:
            assert event == ResourceUpdated(uri=WATCHED), event
            break
        assert await rows_of_watched(client) == before + 1
        told = asyncio.ensure_future(anext(aiter(other)))
        async with client.listen(resource_subscriptions=[WATCHED]) as again:
            await change()
            await anext(aiter(again))
        assert not told.done(), told
        told.cancel()


async def main(how, arguments):
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    if how == "stdio":
        server = stdio_client(StdioServerParameters(command=arguments[0], args=arguments[1:]))
    else:
        server = arguments[0]
    for mode in ("auto", "legacy"):
        async with Client(server, mode=mode) as client:
            await converse(client)
            if mode == "auto":
                await listen(client)
        if how == "stdio":
            server = stdio_client(StdioServerParameters(command=arguments[0], args=arguments[1:]))


asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2:]), 120))
