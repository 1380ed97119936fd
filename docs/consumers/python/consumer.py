"""Reads the articles of a wire, for ever: from the oldest that the wire keeps, each
one once, through restarts of either side. An article is printed as a line of JSON;
put your own work in its place, in handle below.

    python3 consumer.py --durable my-desk --subject 'articles.v1.en.>'

What can be relied on is in docs/events.md.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections import OrderedDict
from datetime import datetime

import nats
from nats.errors import Error as NATSError
from nats.errors import TimeoutError as NATSTimeout
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

WINDOW = 10_000  # ids that are remembered
ACK_WAIT = 30  # seconds without a sign of life, after which a message goes to another process


async def handle(article, event):
    """Does the work. When it returns, the article is never seen again; when it
    raises, the article comes again later."""
    print(
        json.dumps(
            {
                "id": event["id"],
                "type": event["type"],
                "versionCreated": article["versionCreated"],
                "publisher": article["publisher"]["name"],
                "headline": article["headline"],
                "url": article["url"],
            },
            ensure_ascii=False,
        ),
        flush=True,
    )


class Memory:
    """What was handled lately, so that what comes again isn't handled twice.

    Versions can overtake each other, too: the newest, by versionCreated, is the one
    to keep. A store does that with a condition in its update, and needs no memory.
    """

    def __init__(self):
        self.seen = OrderedDict()  # ids of events
        self.newest = OrderedDict()  # versionCreated by article id

    def knows(self, article, event):
        newest = self.newest.get(article["id"])
        return event["id"] in self.seen or (newest is not None and moment(article["versionCreated"]) < newest)

    def add(self, article, event):
        self.seen[event["id"]] = True
        self.newest[article["id"]] = moment(article["versionCreated"])
        self.newest.move_to_end(article["id"])
        for memory in (self.seen, self.newest):
            if len(memory) > WINDOW:
                memory.popitem(last=False)


def moment(text):
    """Reads a time of a record (RFC 3339); fromisoformat knows fewer forms before Python 3.11."""
    whole, _, rest = text.replace("Z", "+00:00").partition(".")
    zone = rest.lstrip("0123456789")
    fraction = rest[: len(rest) - len(zone)]
    return datetime.fromisoformat(whole + ("." + (fraction + "000000")[:6] if fraction else "") + zone)


async def work(message, memory):
    """Brings one message to its end, or back to the wire."""
    try:
        article = json.loads(message.data)
    except ValueError as error:
        print(f"no article: {error}", file=sys.stderr)
        await message.term()  # it won't get better
        return
    header = message.headers or {}
    event = {
        "id": header.get("ce-id") or f"{article['id']}.{article['version']}",
        "type": header.get("ce-type"),  # news.article.published.v1, .updated.v1 or .withdrawn.v1
    }
    alive = asyncio.create_task(keep_alive(message))
    try:
        if not memory.knows(article, event):
            await handle(article, event)
            memory.add(article, event)
        await message.ack()  # only now: a process that dies before this gets the message again
    except BrokenPipeError as error:
        sys.exit(f"nobody reads on: {error}")  # what is in hand comes again
    except Exception as error:  # whatever it is, the message must not be lost
        delay = min(2 ** (message.metadata.num_delivered - 1), 300)
        print(f"{event['id']}: {error}: again in {delay} s", file=sys.stderr)
        await message.nak(delay=delay)
    finally:
        alive.cancel()


async def keep_alive(message):
    while True:
        await asyncio.sleep(ACK_WAIT / 3)
        await message.in_progress()


async def subscribe(stream, flags):
    """Makes the consumer unless it is there; it goes on where it was then."""
    start = {"deliver_policy": DeliverPolicy.ALL}
    if flags.since:
        start = {"deliver_policy": DeliverPolicy.BY_START_TIME, "opt_start_time": flags.since}
    config = ConsumerConfig(
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_deliver=-1,  # after a last delivery a message would be lost without a word
        **start,
    )
    return await stream.pull_subscribe(flags.subject, durable=flags.durable, stream=flags.stream, config=config)


async def run(flags):
    async def complain(error):
        print(f"nats: {error}", file=sys.stderr)

    # A reader with an account of its own reaches the wire's JetStream elsewhere, and
    # can neither ask for more than its durable nor change that.
    login, prefix = {}, {}
    if flags.reader:
        login = {"nkeys_seed": flags.reader, "inbox_prefix": f"_INBOX_{flags.durable}"}
        prefix = {"prefix": "JS.WIRE.API"}
    connection = await nats.connect(
        flags.server.split(","),
        name=flags.durable,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        error_cb=complain,
        **login,
    )
    subscription = await subscribe(connection.jetstream(**prefix), flags)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)

    # One at a time, so that nothing waits here that another process could have.
    memory = Memory()
    while not stopping.is_set():
        try:
            messages = await subscription.fetch(1, timeout=1)
        except NATSTimeout:
            continue  # nothing new
        except NotFoundError:
            sys.exit("the consumer has ended: was it deleted?")
        except NATSError as error:  # the server is away
            await complain(error)
            await asyncio.sleep(1)
            continue
        for message in messages:
            await work(message, memory)
    await connection.flush()  # the last acknowledgement arrives
    await connection.close()


def main():
    flags = argparse.ArgumentParser(description="Reads the articles of a wire.")
    flags.add_argument("--server", default="nats://127.0.0.1:4222", help="the wire's NATS server, or several with commas")
    flags.add_argument("--stream", default="ARTICLES", help="another one for a replay")
    flags.add_argument("--durable", default="my-desk", help="the name under which the wire remembers us")
    flags.add_argument("--subject", default="articles.v1.>", help="articles.v1.LANGUAGE.PUBLISHER.SECTION")
    flags.add_argument("--since", type=moment, help="begin with what was published then, such as 2026-01-31T12:00:00Z")
    flags.add_argument("--reader", metavar="FILE", help="the key of a reader with an account of its own")
    asyncio.run(run(flags.parse_args()))


if __name__ == "__main__":
    main()
