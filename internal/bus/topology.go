package bus

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// How long the stages may work on a message before it is given to somebody else.
// A handler's own deadline lies well before it, see [Worker].
const (
	FetcherAckWait = time.Minute
	ParserAckWait  = 90 * time.Second
	StorerAckWait  = time.Minute
)

// dedupe is for how long the server knows the ids of messages: it absorbs the
// repeats of crashes and retries. What is the same after that, the stages know.
const dedupe = 2 * time.Hour

// dedupePolls is the same for polls, which are written at every poll: an id takes
// some 200 bytes of the server's memory, and 1,000 polls a second for two hours
// would take 1.5 GB. Only a poll that was told and not acknowledged is told again,
// after the fetcher's AckWait; and then the same is written once more.
const dedupePolls = 2 * FetcherAckWait

// Sizes are the bounds of the streams that an operator may choose.
type Sizes struct {
	// Replicas is how many servers of a cluster keep each stream: 1, 3 or 5.
	Replicas int
	// ArticleAge is how long articles can be replayed.
	ArticleAge time.Duration
	// ArticleBytes caps the stream of articles, in bytes.
	ArticleBytes int64
	// RejectedBytes caps the stream of rejections, in bytes.
	RejectedBytes int64
	// PageBytes caps the object store of pages, in bytes; 0 makes none.
	PageBytes int64
	// PageAge is how long a page is kept there.
	PageAge time.Duration
}

// DefaultSizes are those of one server: a week of articles in at most 8 GiB.
func DefaultSizes() Sizes {
	return Sizes{Replicas: 1, ArticleAge: 7 * 24 * time.Hour, ArticleBytes: 8 << 30, RejectedBytes: 1 << 30}
}

// Validate reports all faults at once.
func (s Sizes) Validate() error {
	var faults []error
	if s.Replicas != 1 && s.Replicas != 3 && s.Replicas != 5 {
		faults = append(faults, fmt.Errorf("replicas is %d: a stream has 1, 3 or 5", s.Replicas))
	}
	if s.ArticleAge < dedupe {
		faults = append(faults, fmt.Errorf("article age is %s: must be %s or more", s.ArticleAge, dedupe))
	}
	if s.ArticleBytes <= 0 || s.RejectedBytes <= 0 {
		faults = append(faults, errors.New("the bytes of articles and of rejections must be above 0"))
	}
	return errors.Join(faults...)
}

// Fit lowers the caps so that they leave room on a disk for the other streams,
// which have none: articles take half of it at most, rejections a tenth, pages a fifth.
func (s Sizes) Fit(disk int64) Sizes {
	s.ArticleBytes = min(s.ArticleBytes, disk/2)
	s.RejectedBytes = min(s.RejectedBytes, disk/10)
	s.PageBytes = min(s.PageBytes, disk/5)
	return s
}

// Topology is all that has to be on the server before a stage can work.
type Topology struct {
	Streams   []Stream
	Consumers []Consumer
	Buckets   []jetstream.KeyValueConfig
	Objects   []jetstream.ObjectStoreConfig
}

// Stream is a stream's configuration.
type Stream = jetstream.StreamConfig

// Consumer is a durable consumer and its stream.
type Consumer struct {
	Stream string
	Config jetstream.ConsumerConfig
}

// Layout is the wire's topology.
//
//	FEEDS     feeds.sched.<feed> ─timer─► feeds.due.<feed> ──► fetcher
//	POLLS     polls.<feed>                      the latest, for people and tools
//	ITEMS     items.sched.… ─timer─► items.due.<host>.<item> ──► parser
//	ARTICLES  articles.v1.<language>.<publisher>.<section> ──► storer, and every consumer
//	REJECTED  rejected.<stage>.<reason>         for people, who may send it
//	RETRIES   retries.<stage> ──► back to the stage that gave up, and to no other
//
// FEEDS and ITEMS have no limits: with any, the server would drop the oldest
// schedule without a word (ADR-51); what bounds them is that their publishers
// stop (back-pressure).
func Layout(s Sizes) Topology {
	work := func(name, subjects, about string) Stream {
		return Stream{
			Name: name, Description: about, Subjects: []string{subjects}, Replicas: s.Replicas,
			Retention: jetstream.WorkQueuePolicy, AllowMsgSchedules: true, AllowDirect: true,
			Duplicates: dedupe, MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: -1, MaxMsgSize: -1,
		}
	}
	kept := func(name, subjects, about string, age time.Duration, bytes int64) Stream {
		return Stream{
			Name: name, Description: about, Subjects: []string{subjects}, Replicas: s.Replicas,
			Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardOld, AllowDirect: true,
			MaxAge: age, MaxBytes: bytes, Duplicates: dedupe, MaxMsgs: -1, MaxMsgsPerSubject: -1, MaxMsgSize: -1,
		}
	}
	polls := kept(schema.StreamPolls, schema.SubjectPolls, "The latest poll of each feed, with its whole state", 0, -1)
	polls.MaxMsgsPerSubject, polls.Duplicates = 1, dedupePolls
	retries := work(schema.StreamRetries, schema.SubjectRetries, "Rejections that are to be tried again")
	retries.AllowMsgSchedules = false
	return Topology{
		Streams: []Stream{
			work(schema.StreamFeeds, schema.SubjectFeeds, "Schedules of the polls, and the polls that are due"),
			polls,
			work(schema.StreamItems, schema.SubjectItems, "Addresses to download, and when"),
			kept(schema.StreamArticles, schema.SubjectArticles, "The records of articles", s.ArticleAge, s.ArticleBytes),
			kept(schema.StreamRejected, schema.SubjectRejected, "What could not become a record, and why", 30*24*time.Hour, s.RejectedBytes),
			retries,
		},
		Consumers: []Consumer{
			stage(schema.StreamFeeds, schema.ConsumerFetcher, schema.SubjectFeedsDue, FetcherAckWait),
			stage(schema.StreamItems, schema.ConsumerParser, schema.SubjectItemsDue, ParserAckWait),
			stage(schema.StreamArticles, schema.ConsumerStorer, schema.SubjectArticles, StorerAckWait),
			stage(schema.StreamRetries, schema.ConsumerFetcher, schema.RetrySubject(schema.ConsumerFetcher), FetcherAckWait),
			stage(schema.StreamRetries, schema.ConsumerParser, schema.RetrySubject(schema.ConsumerParser), ParserAckWait),
			stage(schema.StreamRetries, schema.ConsumerStorer, schema.RetrySubject(schema.ConsumerStorer), StorerAckWait),
		},
		Buckets: []jetstream.KeyValueConfig{
			{Bucket: schema.BucketCatalogue, Description: "What the user said of each feed", Replicas: s.Replicas, History: 1},
			{Bucket: schema.BucketHosts, Description: "Lanes of hosts, and their robots.txt", Replicas: s.Replicas, History: 1, TTL: 8 * 24 * time.Hour},
			{Bucket: schema.BucketRevisions, Description: "Versions of articles, and aliases of items", Replicas: s.Replicas, History: 1, TTL: 30 * 24 * time.Hour},
			{Bucket: schema.BucketErased, Description: "Articles that must never be published again", Replicas: s.Replicas, History: 1},
			{Bucket: schema.BucketPace, Description: "The budget of requests that fetchers share", Replicas: s.Replicas, History: 1},
			{Bucket: schema.BucketPushes, Description: "Subscriptions at WebSub hubs", Replicas: s.Replicas, History: 1, TTL: 31 * 24 * time.Hour},
		},
		Objects: s.objects(),
	}
}

// objects are the object stores. One that is full takes nothing more, which is
// better than to lose what it has: see package rawpage.
func (s Sizes) objects() []jetstream.ObjectStoreConfig {
	if s.PageBytes == 0 {
		return nil
	}
	return []jetstream.ObjectStoreConfig{
		{Bucket: schema.BucketPages, Description: "The pages that articles were made of", Replicas: s.Replicas, TTL: s.PageAge, MaxBytes: s.PageBytes},
	}
}

// stage is the consumer of a stage. It delivers without end: a message that the
// server has given up on would stay in a work queue, seen by nobody; and it lets
// any number of replicas have messages in hand, since none takes more than it can do.
func stage(stream, name, filter string, wait time.Duration) Consumer {
	return Consumer{Stream: stream, Config: jetstream.ConsumerConfig{
		Durable: name, FilterSubject: filter, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: wait, MaxDeliver: -1, MaxAckPending: math.MaxInt16, DeliverPolicy: jetstream.DeliverAllPolicy,
	}}
}

// Reader is the durable consumer of a reader that may not make one: it gets all
// articles, from the oldest on.
func Reader(name string) Consumer {
	return Consumer{Stream: schema.StreamArticles, Config: jetstream.ConsumerConfig{
		Durable: name, FilterSubject: schema.SubjectArticles, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: readerAckWait, MaxDeliver: -1, MaxAckPending: readerPending, DeliverPolicy: jetstream.DeliverAllPolicy,
	}}
}

const (
	readerAckWait = 30 * time.Second
	readerPending = 1000
)

// Apply creates what is missing and updates what differs, the consumers last. It
// may be called again, and by several processes at once.
func (b *Bus) Apply(ctx context.Context, t Topology) error {
	for _, config := range t.Streams {
		if _, err := b.js.CreateOrUpdateStream(ctx, config); err != nil {
			return fmt.Errorf("set up stream %s: %w", config.Name, err)
		}
	}
	for _, config := range t.Buckets {
		if _, err := b.js.CreateOrUpdateKeyValue(ctx, config); err != nil {
			return fmt.Errorf("set up bucket %s: %w", config.Bucket, err)
		}
	}
	for _, config := range t.Objects {
		if _, err := b.js.CreateOrUpdateObjectStore(ctx, config); err != nil {
			return fmt.Errorf("set up object store %s: %w", config.Bucket, err)
		}
	}
	for _, c := range t.Consumers {
		if _, err := b.js.CreateOrUpdateConsumer(ctx, c.Stream, c.Config); err != nil {
			return fmt.Errorf("set up consumer %s of stream %s: %w", c.Config.Durable, c.Stream, err)
		}
	}
	return nil
}

// Await waits, as long as patience allows, for somebody else to apply the
// topology: until a consumer is there.
func (b *Bus) Await(ctx context.Context, stream, consumer string, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for told := false; ; told = true {
		_, err := b.js.Consumer(ctx, stream, consumer)
		if err == nil {
			return nil
		}
		if !told {
			b.log.Info("waiting for the streams to be set up", zap.String("stream", stream), zap.String("consumer", consumer), zap.Error(err))
		}
		select {
		case <-time.After(awaitEvery):
		case <-ctx.Done():
			return fmt.Errorf("wait for consumer %s of stream %s: %w: has `wirecopy setup` been run, and may this user look at it?", consumer, stream, err)
		}
	}
}

// awaitEvery lies between two looks.
const awaitEvery = time.Second
