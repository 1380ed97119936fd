package websub

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestDiscover(t *testing.T) {
	t.Parallel()
	const at = "https://news.example/feed.xml"
	said := schema.Hints{Hub: "https://doc.example/hub", Topic: "https://news.example/self"}
	for name, test := range map[string]struct {
		links      []string
		said       schema.Hints
		hub, topic string
	}{
		"nothing":          {nil, schema.Hints{}, "", ""},
		"document":         {nil, said, said.Hub, said.Topic},
		"document, no hub": {nil, schema.Hints{Topic: "https://news.example/self"}, "", ""},
		"no topic":         {nil, schema.Hints{Hub: said.Hub}, said.Hub, at},
		"header":           {[]string{`<https://hub.example/>; rel="hub"`, `<https://news.example/a>; rel="self"`}, said, "https://hub.example/", "https://news.example/a"},
		"one header":       {[]string{`<https://hub.example/>; rel=hub, <https://news.example/a,b>;title="x, \"y\"; rel=hub";REL=Self`}, said, "https://hub.example/", "https://news.example/a,b"},
		"header and document": {
			[]string{`<https://hub.example/>; rel=hub`}, said, "https://hub.example/", said.Topic,
		},
		"first hub":       {[]string{`<https://a.example/>; rel="next HUB"`, `<https://b.example/>; rel=hub`}, schema.Hints{}, "https://a.example/", at},
		"relative":        {[]string{`</hub>; rel=hub, <?a>; rel=self`}, schema.Hints{}, "https://news.example/hub", at + "?a"},
		"byte for byte":   {[]string{`<https://hub.example>; rel=hub, <HTTPS://news.example:443/%7e?>; rel=self`}, schema.Hints{}, "https://hub.example", "HTTPS://news.example:443/%7e?"},
		"other documents": {[]string{`<https://a.example/>; rel=hub; anchor="/other"`}, said, said.Hub, said.Topic},
		"own anchor":      {[]string{`<https://a.example/>; rel=hub; anchor="/feed.xml"`}, schema.Hints{}, "https://a.example/", at},
		"first rel":       {[]string{`<https://a.example/>; rel=next; rel=hub`}, schema.Hints{}, "", ""},
		"not the web":     {[]string{`<mailto:a@b>; rel=hub`, `<https://u:p@a.example/>; rel=hub`, `<javascript:x>; rel=self`}, schema.Hints{Hub: "ftp://x/"}, "", ""},
		"broken":          {[]string{`https://a.example/; rel=hub`, `<https://a.example/; rel=hub`, `<>; rel`, ";;;,,,=", `<https://b.example/>;;rel = "hub" x;`}, schema.Hints{}, "https://b.example/", at},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hub, topic := Discover(http.Header{"Link": test.links}, at, test.said)
			if hub != test.hub || topic != test.topic {
				t.Errorf("found %q and %q, want %q and %q", hub, topic, test.hub, test.topic)
			}
		})
	}
}

func FuzzDiscover(f *testing.F) {
	for _, s := range []string{`<https://hub.example/>; rel="hub", </a>; rel=self`, `<a>;rel="hub\"`, `<>;;=",`, `<//h>;rel=hub;anchor=""`, strings.Repeat("<", 200)} {
		f.Add(s, "https://news.example/feed.xml")
	}
	f.Fuzz(func(t *testing.T, header, at string) {
		links := parseLinks([]string{header, header})
		if len(links) > maxLinks {
			t.Fatalf("%d links", len(links))
		}
		hub, topic := Discover(http.Header{"Link": {header}}, at, schema.Hints{})
		if hub == "" && topic != "" || hub != "" && usable(hub) == "" {
			t.Fatalf("hub %q, topic %q", hub, topic)
		}
	})
}

func FuzzSignature(f *testing.F) {
	for _, s := range []string{"", "sha1=" + strings.Repeat("0", 40), sign("s", "b"), "sha256", "SHA512=" + strings.Repeat("f", 128), "sha1==", "sha384=zz"} {
		f.Add(s, "b")
	}
	f.Fuzz(func(t *testing.T, header, body string) {
		s, ok := parseSignature(header)
		if !ok {
			return
		}
		h := s.by("a secret that no fuzzer knows")
		h.Write([]byte(body))
		if s.matches(h) {
			t.Fatalf("%q signs %q", header, body)
		}
	})
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"", "hub.mode=subscribe&hub.topic=t&hub.challenge=c&hub.lease_seconds=86400", "hub.lease_seconds=-1", "%zz", "hub.mode=denied&hub.reason=%00%ff", "a;b", strings.Repeat("a&", 5000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, ok := parseQuestion(raw)
		if q.lease < 0 || q.lease > maxLease || ok && len(q.challenge) > maxChallenge {
			t.Fatalf("%q is %+v", raw, q)
		}
		var s subscription
		s.follow("https://hub.example/", "t", "k", now())
		s.claim(now())
		c := caller{feed: "f", key: key{name: "k"}, mark: markOf("https://hub.example/", "t")}
		if s.answer(c, q, now()); len(s.Reason) > maxReason+len("…") {
			t.Fatalf("reason of %d bytes", len(s.Reason))
		}
	})
}

func FuzzRecognise(f *testing.F) {
	ring, err := parseKeys([]byte(master))
	if err != nil {
		f.Fatal(err)
	}
	const base = "https://wire.example/websub"
	good, err := url.Parse(callback(base, "feed-1", ring[0], markOf("h", "t")))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "/", "/websub", "/websub/", "/websub/x/", "/websub//" + strings.Repeat("A", 32), "/websub/x/" + strings.Repeat("A", 32), "/websub/x.y/" + strings.Repeat("A", 32)} {
		f.Add(s)
	}
	if c, ok := ring.recognise(base, good.Path); !ok || c.feed != "feed-1" || c.mark != markOf("h", "t") {
		f.Fatalf("%s is %+v, %t", good.Path, c, ok)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if c, ok := ring.recognise(base, path); ok && path != good.Path {
			t.Fatalf("%q is a guess, and taken for %s", path, c.feed)
		}
	})
}

func FuzzKeys(f *testing.F) {
	for _, s := range []string{"", "short", master, master + "\r\n\n" + master, strings.Repeat(master+"\n", 9), "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		ring, err := parseKeys(text)
		if err != nil {
			if len(text) >= minSecret && strings.Contains(err.Error(), string(text)) {
				t.Fatalf("error quotes the secret: %v", err)
			}
			return
		}
		again, err := parseKeys(text)
		if err != nil || len(ring) == 0 || len(ring) > maxKeys || cmp.Diff(ring[0].hubSecret("f", mark{1}), again[0].hubSecret("f", mark{1})) != "" {
			t.Fatalf("%d generations, %v", len(ring), err)
		}
	})
}
