package accounts_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// guarded is a server with the accounts of a wire and two readers, set up.
type guarded struct {
	testing.TB
	bustest.Guarded
}

var readers = []string{"archive", "search"}

func newGuarded(t *testing.T) *guarded {
	t.Helper()
	return &guarded{t, bustest.StartGuarded(t, readers...)}
}

// bus connects as a user.
func (g *guarded) bus(user string) *bus.Bus {
	g.Helper()
	return g.Connect(g, user)
}

// conn connects as a user, and passes on what the server refuses.
func (g *guarded) conn(user string) (conn *nats.Conn, refused <-chan error) {
	g.Helper()
	login, err := nats.NkeyOptionFromSeed(g.Key(user))
	if err != nil {
		g.Fatal(err)
	}
	faults := make(chan error, 64)
	conn, err = nats.Connect(g.URL, login, nats.CustomInboxPrefix("_INBOX_"+user),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { faults <- err }))
	if err != nil {
		g.Fatal(err)
	}
	g.Cleanup(conn.Close)
	return conn, faults
}

// messages counts a stream's messages, as who may see everything.
func (g *guarded) messages(stream string) uint64 {
	g.Helper()
	s, err := g.bus(accounts.Setup).JetStream().Stream(g.Context(), stream)
	if err != nil {
		g.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

// publish puts articles on the wire, as the parser does.
func (g *guarded) publish(count int) {
	g.Helper()
	b := g.bus(accounts.Parser)
	for i := range count {
		_, _, err := b.Publish(g.Context(), bus.Outgoing{Subject: schema.ArticleSubject("en", "harbour.example", ""), ID: strconv.Itoa(i), Body: []byte(`{}`)})
		if err != nil {
			g.Fatal(err)
		}
	}
}

func TestNobodyComesInWithoutAKey(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	if _, err := nats.Connect(g.URL); !errors.Is(err, nats.ErrAuthorization) {
		t.Errorf("connected without a key: %v", err)
	}
}

func TestServicesAreRefusedWhatTheyDoNotNeed(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	const feed = "0123456789abcdef"
	for user, subjects := range map[string][]string{
		accounts.Fetcher: {
			"articles.v1.en.harbour-example.none", "rejected.parser.x", "retries.fetcher",
			"$KV.catalogue." + feed, "$KV.revisions.article.x", "$KV.erased.x", "$O.pages.C.x", "$JS.API.DIRECT.GET.OBJ_pages",
			"$JS.API.CONSUMER.MSG.NEXT.ITEMS.parser", "$JS.ACK.ARTICLES.storer.1.1.1.1.1", "$JS.API.STREAM.PURGE.FEEDS",
			"$JS.API.STREAM.MSG.DELETE.ARTICLES", "$JS.API.CONSUMER.CREATE.ARTICLES.x", "$JS.API.CONSUMER.DELETE.FEEDS.fetcher",
		},
		accounts.Parser: {
			"feeds.sched." + feed, "feeds.due." + feed, "polls." + feed, "rejected.storer.x", "retries.parser",
			"$KV.catalogue." + feed, "$KV.erased.x", "$KV.pushes.x", "$JS.API.CONSUMER.CREATE.OBJ_pages.x", "$JS.API.STREAM.PURGE.OBJ_pages",
			"$JS.API.CONSUMER.MSG.NEXT.FEEDS.fetcher", "$JS.API.CONSUMER.CREATE.ITEMS.x", "$JS.API.DIRECT.GET.KV_pushes", "$JS.API.STREAM.DELETE.ITEMS",
		},
		accounts.Storer: {
			"articles.v1.en.harbour-example.none", "feeds.due." + feed, "items.due.harbour-example.x", "polls." + feed, "retries.storer",
			"$KV.revisions.article.x", "$KV.catalogue." + feed, "$O.pages.C.x", "$JS.API.DIRECT.GET.OBJ_pages",
			"$JS.API.CONSUMER.MSG.NEXT.ITEMS.parser", "$JS.API.STREAM.MSG.DELETE.ARTICLES", "$JS.API.STREAM.UPDATE.ARTICLES",
		},
		accounts.Operator: {
			"articles.v1.en.harbour-example.none", "items.due.harbour-example.x", "$KV.hosts.x", "$O.pages.C.x", "$JS.API.STREAM.DELETE.ARTICLES",
			"$JS.API.CONSUMER.DELETE.FEEDS.fetcher", "$JS.ACK.FEEDS.fetcher.1.1.1.1.1",
		},
		accounts.Check: {
			"articles.v1.en.192-0-2-1.none", "items.due.harbour-example.x", "items.sched.192-0-2-1.x", "feeds.due." + feed, "retries.parser",
			"$KV.catalogue." + feed, "$KV.revisions.article.x", "$KV.erased.x", "$JS.API.DIRECT.GET.POLLS.polls." + feed,
			"$JS.API.DIRECT.GET.KV_catalogue.$KV.catalogue." + feed, "$JS.API.DIRECT.GET.FEEDS",
			"$JS.API.STREAM.MSG.DELETE.ARTICLES", "$JS.API.CONSUMER.CREATE.ARTICLES.x", "$JS.API.CONSUMER.MSG.NEXT.ARTICLES.storer",
		},
	} {
		conn, refused := g.conn(user)
		for _, subject := range subjects {
			if err := conn.Publish(subject, nil); err != nil {
				t.Fatal(err)
			}
			await(t, refused, fmt.Sprintf("Permissions Violation for Publish to %q", subject))
		}
		for _, subject := range []string{">", "articles.>", "_INBOX_fetcher.>", "_INBOX_parser.>", "$JS.EVENT.>"} {
			if strings.HasPrefix(subject, "_INBOX_"+user) {
				continue
			}
			if _, err := conn.SubscribeSync(subject); err != nil {
				t.Fatal(err)
			}
			await(t, refused, fmt.Sprintf("Permissions Violation for Subscription to %q", subject))
		}
	}
}

// await waits for the server to refuse something in these words.
func await(t *testing.T, refused <-chan error, words string) {
	t.Helper()
	select {
	case err := <-refused:
		if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(words)) {
			t.Errorf("refused %v, want %s", err, words)
		}
	case <-time.After(10 * time.Second):
		t.Errorf("not refused: %s", words)
	}
}

func TestParsersKeepPagesAndTheOperatorErasesThem(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	pages := func(user string) *bus.Objects {
		t.Helper()
		o, err := g.bus(user).Objects(t.Context(), schema.BucketPages)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	parser := pages(accounts.Parser)
	for _, name := range []string{"a", "b"} {
		if err := parser.Put(t.Context(), name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	for user, name := range map[string]string{accounts.Operator: "a", accounts.Parser: "b"} {
		if found, err := pages(user).Delete(t.Context(), name); !found || err != nil {
			t.Errorf("the %s deletes: %t, %v", user, found, err)
		}
	}
	for o, err := range parser.All(t.Context()) {
		t.Errorf("left is %s, %v", o.Name, err)
	}
}

// The fetcher mends schedules that are stuck, its own and the parsers', who may all be
// away.
func TestFetcherSweeps(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	for _, stuck := range []struct{ user, stream, schedules, schedule, due string }{
		{accounts.Fetcher, schema.StreamFeeds, schema.SubjectFeedsSched, schema.FeedSchedule("0123456789abcdef"), schema.FeedDue("0123456789abcdef")},
		{accounts.Parser, schema.StreamItems, schema.SubjectItemsSched, "items.sched.harbour-example.x", "items.due.harbour-example.x"},
	} {
		inAnHour := bus.Schedule{Subject: stuck.schedule, Target: stuck.due, At: time.Now().Add(time.Hour), Fence: bus.Fence{Subject: stuck.schedule}, Body: []byte(`{}`)}
		if _, err := g.bus(stuck.user).Schedule(t.Context(), inAnHour); err != nil {
			t.Fatal(err)
		}
		const overdue = -2 * time.Hour // what is due in less than two hours counts as stuck, so that one may be mended more than once
		if mended, err := g.bus(accounts.Fetcher).Sweep(t.Context(), stuck.stream, stuck.schedules, overdue); err != nil || mended == 0 {
			t.Errorf("%s: %d schedules are mended: %v", stuck.stream, mended, err)
		}
	}
}

func TestSetupBacksUpAndRestores(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	g.publish(3)
	b := g.bus(accounts.Setup)
	for _, s := range bustest.BackUp(t, b, "../../docs/storage.md") {
		if s.Stream != schema.StreamArticles {
			continue
		}
		if err := b.JetStream().DeleteStream(t.Context(), s.Stream); err != nil {
			t.Fatal(err)
		}
		s.Restore(t, b)
	}
	if n := g.messages(schema.StreamArticles); n != 3 {
		t.Errorf("%d articles are restored", n)
	}
}

func TestReaderTakesItsArticles(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	g.publish(3)
	conn, _ := g.conn("archive")
	js, err := jetstream.NewWithAPIPrefix(conn, accounts.APIPrefix)
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := js.Consumer(t.Context(), schema.StreamArticles, "archive")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		m, err := consumer.Next(jetstream.FetchMaxWait(10 * time.Second))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	info, err := consumer.Info(t.Context())
	if err != nil || info.NumPending != 0 || info.NumAckPending != 0 {
		t.Errorf("of three articles %d are left and %d in hand: %v", info.NumPending, info.NumAckPending, err)
	}
}

func TestReaderIsRefusedAllElse(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	conn, refused := g.conn("archive")
	for _, subject := range []string{
		"articles.v1.en.harbour-example.none", "feeds.due.x", "$KV.catalogue.x",
		"$JS.API.CONSUMER.INFO.ARTICLES.archive", // it has no JetStream of its own
		accounts.APIPrefix + ".CONSUMER.INFO.ARTICLES.search",
		accounts.APIPrefix + ".CONSUMER.MSG.NEXT.ARTICLES.search",
		accounts.APIPrefix + ".CONSUMER.DELETE.ARTICLES.search",
		accounts.APIPrefix + ".CONSUMER.DELETE.ARTICLES.archive",
		accounts.APIPrefix + ".CONSUMER.CREATE.ARTICLES.push",
		accounts.APIPrefix + ".STREAM.INFO.ARTICLES",
		"$JS.ACK.ARTICLES.search.1.1.1.1.1",
	} {
		if err := conn.Publish(subject, nil); err != nil {
			t.Fatal(err)
		}
		await(t, refused, fmt.Sprintf("Permissions Violation for Publish to %q", subject))
	}
	for _, subject := range []string{">", "articles.>", "_INBOX_search.>", "_INBOX.>"} {
		if _, err := conn.SubscribeSync(subject); err != nil {
			t.Fatal(err)
		}
		await(t, refused, fmt.Sprintf("Permissions Violation for Subscription to %q", subject))
	}
}

// Who asks for a message names the place for the answer, which the server does
// not check: in the wire's own account it could be a stream, or another's inbox.
func TestReaderCannotHaveAnswersPublished(t *testing.T) {
	t.Parallel()
	g := newGuarded(t)
	g.publish(3)
	eavesdropper, _ := g.conn(accounts.Fetcher)
	inbox, err := eavesdropper.SubscribeSync("_INBOX_fetcher.x")
	if err != nil {
		t.Fatal(err)
	}
	if err := eavesdropper.Flush(); err != nil {
		t.Fatal(err)
	}
	conn, _ := g.conn("archive")
	question := accounts.APIPrefix + ".CONSUMER.MSG.NEXT.ARTICLES.archive"
	for _, place := range []string{"feeds.due.x", "articles.v1.en.harbour-example.none", "_INBOX_fetcher.x"} {
		if err := conn.PublishRequest(question, place, []byte("1")); err != nil {
			t.Fatal(err)
		}
	}
	js, err := jetstream.NewWithAPIPrefix(conn, accounts.APIPrefix)
	if err != nil {
		t.Fatal(err)
	}
	consumer, err := js.Consumer(t.Context(), schema.StreamArticles, "archive")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := consumer.Next(jetstream.FetchMaxWait(10 * time.Second)); err != nil { // asked last, and answered last
		t.Fatal(err)
	}
	if feeds, articles := g.messages(schema.StreamFeeds), g.messages(schema.StreamArticles); feeds != 0 || articles != 3 {
		t.Errorf("FEEDS has %d messages and ARTICLES %d", feeds, articles)
	}
	if pending, _, err := inbox.Pending(); err != nil || pending != 0 {
		t.Errorf("the fetcher's inbox has %d messages: %v", pending, err)
	}
}

func TestNamesOfReadersAreChecked(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{""}, {"Archive"}, {"a.b"}, {"a b"}, {"*"}, {"a_b"}, {"fetcher"}, {"setup"}, {"a", "a"}} {
		if _, err := accounts.Config(names...); err == nil {
			t.Errorf("%q: no error", names)
		}
	}
}

func TestKeysAreMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	read := func() (seed, env string) {
		t.Helper()
		if err := accounts.WriteKeys(dir, "archive"); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "archive.nk")
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the seed is readable by others: %v, %v", info.Mode(), err)
		}
		public, err := os.ReadFile(filepath.Join(dir, accounts.EnvFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(body), string(public)
	}
	seed, env := read()
	if again, same := read(); again != seed || same != env {
		t.Error("a second run has made other keys")
	}
	if strings.Contains(env, strings.TrimSpace(seed)) || !strings.Contains(env, "WIRECOPY_NKEY_ARCHIVE=U") {
		t.Errorf("the environment of the server is %q", env)
	}
	if err := os.WriteFile(filepath.Join(dir, "archive.nk"), []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := accounts.WriteKeys(dir, "archive"); err == nil || !strings.Contains(err.Error(), "archive.nk") {
		t.Errorf("a spoilt seed: %v", err)
	}
}
