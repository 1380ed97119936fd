package accounts

import (
	"slices"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// User is a user of the wire's account and all that it may do.
type User struct {
	// Name is the service's, or the reader's.
	Name string
	// Publish are the subjects that it may send to; what it asks the server for is
	// among them.
	Publish []string
	// Subscribe are the subjects that it may listen to: its inboxes first.
	Subscribe []string
}

// The users of a wire that are no readers.
const (
	Setup    = "setup"    // makes streams, buckets and consumers, backs them up, and may do all
	Operator = "operator" // people's commands: feeds, rejected, erase, articles, tail, replay
	Check    = "check"    // sends made-up news through the wire, and nothing else
	Fetcher  = schema.ConsumerFetcher
	Parser   = schema.ConsumerParser
	Storer   = schema.ConsumerStorer
)

// pages is the stream of the object store of pages.
const pages = "OBJ_" + schema.BucketPages

// Users are the users of the wire's own account.
func Users() []User { return []User{setup(), fetcher(), parser(), storer(), operator(), check()} }

func user(name string, publish ...[]string) User {
	all := slices.Concat(publish...)
	slices.Sort(all)
	return User{Name: name, Publish: slices.Compact(all), Subscribe: []string{inboxes(name)}}
}

// inboxes are where a user's answers arrive.
func inboxes(name string) string { return "_INBOX_" + name + ".>" }

func setup() User {
	return user(Setup, []string{"$JS.API.>", "$JS.SNAPSHOT.>"})
}

func fetcher() User {
	return user(Fetcher,
		[]string{schema.SubjectFeedsSched, schema.SubjectFeedsDue, schema.SubjectPolls, schema.SubjectItemsSched, schema.SubjectItemsDue, "rejected.fetcher.*"},
		work(schema.StreamFeeds, Fetcher), work(schema.StreamRetries, Fetcher),
		read(schema.StreamFeeds), read(schema.StreamPolls), read(schema.StreamItems),
		remove(schema.StreamPolls), remove(schema.StreamRejected),
		look(schema.BucketCatalogue), watch(schema.BucketCatalogue),
		look(schema.BucketHosts), write(schema.BucketHosts),
		look(schema.BucketPace), write(schema.BucketPace),
		look(schema.BucketPushes), watch(schema.BucketPushes), write(schema.BucketPushes),
		pressure())
}

func parser() User {
	return user(Parser,
		[]string{schema.SubjectItemsSched, schema.SubjectArticles, "rejected.parser.*"},
		work(schema.StreamItems, Parser), work(schema.StreamRetries, Parser),
		read(schema.StreamItems),
		remove(schema.StreamArticles), remove(schema.StreamRejected),
		look(schema.BucketHosts), write(schema.BucketHosts),
		look(schema.BucketRevisions), write(schema.BucketRevisions),
		look(schema.BucketErased),
		read(pages), remove(pages), []string{"$O." + schema.BucketPages + ".>"},
		pressure())
}

func storer() User {
	return user(Storer,
		[]string{"rejected.storer.*"},
		work(schema.StreamArticles, Storer), work(schema.StreamRetries, Storer),
		remove(schema.StreamRejected),
		look(schema.BucketHosts), write(schema.BucketHosts),
		pressure())
}

// operator may also listen to what there is to be read, as people do.
func operator() User {
	u := user(Operator,
		[]string{schema.SubjectFeedsDue, schema.SubjectRetries},
		read(schema.StreamFeeds), read(schema.StreamPolls), read(schema.StreamArticles), read(schema.StreamRejected), read(schema.StreamRetries),
		remove(schema.StreamArticles), remove(schema.StreamRejected), remove(schema.StreamRetries),
		follow(schema.StreamArticles), info(schema.StreamArticles, Storer),
		look(schema.BucketCatalogue), watch(schema.BucketCatalogue), write(schema.BucketCatalogue),
		look(schema.BucketRevisions), write(schema.BucketRevisions),
		look(schema.BucketErased), write(schema.BucketErased),
		read(pages), remove(pages))
	u.Subscribe = append(u.Subscribe, schema.SubjectArticles, schema.SubjectPolls, schema.SubjectRejected)
	return u
}

// check may add one feed and items of one host, both of which nobody has, and see
// what becomes of them.
func check() User {
	feed := schema.FeedID(schema.CheckFeed)
	return user(Check,
		[]string{"items.due." + schema.Token(schema.CheckHost) + ".*", "$KV." + schema.BucketCatalogue + "." + feed},
		last("KV_"+schema.BucketCatalogue, "$KV."+schema.BucketCatalogue+"."+feed),
		last(schema.StreamFeeds, schema.FeedSchedule(feed)), last(schema.StreamFeeds, schema.FeedDue(feed)),
		last(schema.StreamPolls, schema.PollOf(feed)),
		look(schema.BucketRevisions), look(schema.BucketErased),
		read(schema.StreamArticles), info(schema.StreamArticles, Storer), read(schema.StreamRejected))
}

// work is to take messages by a consumer that is there, and to settle them.
func work(stream, consumer string) []string {
	return append(info(stream, consumer),
		"$JS.API.CONSUMER.MSG.NEXT."+stream+"."+consumer,
		"$JS.ACK."+stream+"."+consumer+".>",
		"$JS.ACK.*.*."+stream+"."+consumer+".>") // the server's second form, for accounts and domains (ADR-15)
}

func info(stream, consumer string) []string {
	return []string{"$JS.API.CONSUMER.INFO." + stream + "." + consumer}
}

// read is to read single messages, by number or the last ones of subjects.
func read(stream string) []string {
	return []string{"$JS.API.STREAM.INFO." + stream, "$JS.API.DIRECT.GET." + stream, "$JS.API.DIRECT.GET." + stream + ".>"}
}

// last is to read the last message of one subject.
func last(stream, subject string) []string {
	return []string{"$JS.API.STREAM.INFO." + stream, "$JS.API.DIRECT.GET." + stream + "." + subject}
}

// remove is to delete single messages.
func remove(stream string) []string {
	return []string{"$JS.API.STREAM.INFO." + stream, "$JS.API.STREAM.MSG.DELETE." + stream}
}

// follow is to make a passing consumer and to take messages by it.
func follow(stream string) []string {
	return []string{
		"$JS.API.STREAM.INFO." + stream,
		"$JS.API.CONSUMER.CREATE." + stream + ".>",
		"$JS.API.CONSUMER.INFO." + stream + ".*",
		"$JS.API.CONSUMER.MSG.NEXT." + stream + ".*",
		"$JS.API.CONSUMER.DELETE." + stream + ".*",
		"$JS.FC." + stream + ".>",
	}
}

// look is to read keys of a bucket.
func look(bucket string) []string { return read("KV_" + bucket) }

// write is to write keys of a bucket.
func write(bucket string) []string { return []string{"$KV." + bucket + ".>"} }

// watch is to be told of all keys of a bucket, and of their changes.
func watch(bucket string) []string { return follow("KV_" + bucket) }

// pressure is what every service looks at to know when to hold back (package pressure).
func pressure() []string {
	return slices.Concat(
		[]string{"$JS.API.INFO", "$JS.API.STREAM.INFO." + schema.StreamItems},
		read(schema.StreamArticles), info(schema.StreamArticles, Storer))
}
