// Reads the articles of a wire, for ever: from the oldest that the wire keeps, each
// one once, through restarts of either side. An article is printed as a line of
// JSON; put your own work in its place, in handle below.
//
//   node consumer.mjs --durable my-desk --subject 'articles.v1.en.>'
//
// What can be relied on is in docs/events.md.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { connect, nkeyAuthenticator } from "@nats-io/transport-node";
import { AckPolicy, DeliverPolicy, jetstream, JetStreamApiCodes, jetstreamManager } from "@nats-io/jetstream";

const { values: flags } = parseArgs({
  options: {
    server: { type: "string", default: "nats://127.0.0.1:4222" }, // or several, with commas
    stream: { type: "string", default: "ARTICLES" }, // another one for a replay
    durable: { type: "string", default: "my-desk" }, // the name under which the wire remembers us
    subject: { type: "string", default: "articles.v1.>" }, // articles.v1.LANGUAGE.PUBLISHER.SECTION
    since: { type: "string" }, // begin with what was published then, such as 2026-01-31T12:00:00Z
    reader: { type: "string" }, // the file with the key of a reader with an account of its own
  },
});

const window = 10_000; // ids that are remembered
const ackWait = 30_000; // milliseconds without a sign of life, after which a message goes to another process

// handle does the work. When it returns, the article is never seen again; when it
// throws, the article comes again later.
async function handle(article, event) {
  const line = {
    id: event.id,
    type: event.type,
    versionCreated: article.versionCreated,
    publisher: article.publisher.name,
    headline: article.headline,
    url: article.url,
  };
  await print(JSON.stringify(line));
}

// Versions can overtake each other; keep the newest, by versionCreated. A store
// does this with a condition in its update, and needs no memory.
const newest = new Map(); // versionCreated by article id
const seen = new Set(); // ids of events that were handled

// work brings one message to its end, or back to the wire.
async function work(message) {
  let article;
  try {
    article = message.json();
  } catch (error) {
    message.term(`no article: ${error.message}`); // it won't get better
    return;
  }
  const event = {
    id: message.headers?.get("ce-id") || `${article.id}.${article.version}`,
    type: message.headers?.get("ce-type"), // news.article.published.v1, .updated.v1 or .withdrawn.v1
  };
  const alive = setInterval(() => message.working(), ackWait / 3);
  try {
    if (!seen.has(event.id) && !isOld(article)) {
      await handle(article, event);
      remember(article, event);
    }
    message.ack(); // only now: a process that dies before this gets the message again
  } catch (error) {
    const delay = Math.min(1000 * 2 ** (message.info.deliveryCount - 1), 300_000);
    console.error(`${event.id}: ${error.message}: again in ${delay / 1000} s`);
    message.nak(delay);
  } finally {
    clearInterval(alive);
  }
}

function isOld(article) {
  const last = newest.get(article.id);
  return last !== undefined && Date.parse(article.versionCreated) < Date.parse(last);
}

function remember(article, event) {
  seen.add(event.id);
  newest.delete(article.id); // to be the youngest of the map
  newest.set(article.id, article.versionCreated);
  for (const memory of [seen, newest]) {
    if (memory.size > window) memory.delete(memory.keys().next().value);
  }
}

function print(line) {
  return new Promise((resolve, reject) => {
    process.stdout.write(line + "\n", (error) => (error ? reject(error) : resolve()));
  });
}

// A reader with an account of its own reaches the wire's JetStream elsewhere, and
// can neither ask for more than its durable nor change that.
const options = flags.reader ? { apiPrefix: "JS.WIRE.API", checkAPI: false } : {};

// durable makes the consumer unless it is there; it goes on where it was then.
async function durable(connection) {
  const manager = await jetstreamManager(connection, options);
  try {
    await manager.consumers.info(flags.stream, flags.durable);
  } catch (error) {
    if (error.code !== JetStreamApiCodes.ConsumerNotFound) throw error;
    await manager.consumers.add(flags.stream, {
      durable_name: flags.durable,
      filter_subject: flags.subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWait * 1e6, // in nanoseconds
      max_deliver: -1, // after a last delivery a message would be lost without a word
      ...(flags.since
        ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(flags.since).toISOString() }
        : { deliver_policy: DeliverPolicy.All }),
    });
  }
  return jetstream(connection, options).consumers.get(flags.stream, flags.durable);
}

process.stdout.on("error", (error) => {
  console.error(`nobody reads on: ${error.message}`); // what is in hand comes again
  process.exit(1);
});

const connection = await connect({
  servers: flags.server.split(","),
  name: flags.durable,
  maxReconnectAttempts: -1,
  reconnectTimeWait: 1000,
  waitOnFirstConnect: true,
  ...(flags.reader && {
    authenticator: nkeyAuthenticator(new TextEncoder().encode(readFileSync(flags.reader, "utf8").trim())),
    inboxPrefix: `_INBOX_${flags.durable}`,
  }),
});
const consumer = await durable(connection);
// One at a time, so that nothing waits here that another process could have.
const messages = await consumer.consume({ max_messages: 1, idle_heartbeat: 5000, abort_on_missing_resource: true });

// Asked to stop, take nothing more, finish what is in hand, and let its
// acknowledgement arrive.
let stopping = false;
const stop = () => {
  stopping = true;
  messages.stop();
};
process.once("SIGTERM", stop).once("SIGINT", stop);

for await (const message of messages) {
  if (stopping) message.nak(); // sent ahead: for another process, at once
  else await work(message);
}
await connection.drain();
if (!stopping) {
  console.error("the consumer has ended: was it deleted?");
  process.exitCode = 1;
}
