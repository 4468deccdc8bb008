"""The official Python SDK of the Model Context Protocol as an agent over Vitrine.

    python agents.py stdio COMMAND [ARGUMENT...]
    python agents.py http URL
"""

import asyncio
import json
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
    assert [one["id"] for one in datasets] == [DATASET], datasets
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
        if how == "stdio":
            server = stdio_client(StdioServerParameters(command=arguments[0], args=arguments[1:]))


asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2:]), 120))
