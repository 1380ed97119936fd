// Package accounts says who may do what on the NATS server of a wire that runs
// as several processes: a user for each service, one for people's commands, one
// that sets the wire up, one that checks it, and an account for each reader.
//
// A user may do what it needs and nothing else, and [Config] writes that as the
// server wants it. What the server does not check shapes the list; all of it was
// tried on nats-server 2.15:
//
//   - A schedule's target. Who may write feeds.sched.* reaches feeds.due.* too,
//     and no other stream than FEEDS.
//   - Where a push consumer delivers. Who may make a consumer can send the
//     messages of its stream to any subject of the account. So nobody may make
//     one but the fetcher on the catalogue, which it can't write, and on its own
//     subscriptions at hubs, the operator, and the user that sets up.
//   - Where a question is answered. Who may pull a message, or read one, can name
//     any subject of the account as the place for the answer, a stream's or the
//     server's own API: one's own message is published anywhere. So each reader
//     has an account to itself, whose questions the server answers in that account.
//   - Who reads an inbox. Each user has a prefix of its own, which package bus
//     takes from the name of the process, and may subscribe to nothing else.
//
// Between the services the third one remains: they share an account, and one that
// is taken over can make the server send its messages to the others' subjects.
package accounts
