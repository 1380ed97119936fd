package robots

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// decision is what a robots.txt says to wirecopy of a path.
func decision(text, path string) bool {
	r, found := parse([]byte(text), "wirecopy").rules.decide(normalPath(path))
	return !found || r.allow
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	const all = "User-agent: *\n"
	for name, tt := range map[string]struct {
		text    string
		allowed []string
		denied  []string
	}{
		"empty":                 {"", []string{"/", "/a"}, nil},
		"nothing but noise":     {"<html><body>Not: found</body></html>\x00\xff", []string{"/"}, nil},
		"all of it":             {all + "Disallow: /", nil, []string{"/", "/a?b"}},
		"empty rule":            {all + "Disallow:", []string{"/"}, nil},
		"rule before any agent": {"Disallow: /\n" + all + "Disallow: /a", []string{"/"}, []string{"/a"}},
		"no slash":              {all + "Disallow: a", []string{"/a", "/"}, nil},

		"longest match (RFC 9309 §5.2)": {
			all + "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
			[]string{"/example/page/"},
			[]string{"/example/page/disallowed.gif"},
		},
		"longest match, other order": {all + "Disallow: /a/b\nAllow: /a\nDisallow: /", []string{"/a", "/a/c"}, []string{"/a/b", "/b"}},
		"equal rules allow":          {all + "Disallow: /a\nAllow: /a", []string{"/a"}, nil},
		"case of paths counts":       {all + "Disallow: /A", []string{"/a"}, []string{"/A"}},
		"begins with":                {all + "Disallow: /fish", []string{"/Fish", "/cat/fish"}, []string{"/fish", "/fish.html", "/fishheads/a", "/fish?id=1"}},
		"query":                      {all + "Disallow: /a?x=\nDisallow: /*&print=", []string{"/a", "/a?y=1"}, []string{"/a?x=1", "/b?c=1&print=1"}},

		"star":            {all + "Disallow: /p*q", []string{"/pa", "/q"}, []string{"/pq", "/pxxq", "/p/q/r"}},
		"star first":      {all + "Disallow: *.pdf", []string{"/pdf"}, []string{"/a.pdf", "/a.pdf?x"}},
		"star last":       {all + "Disallow: /a*", []string{"/b"}, []string{"/a", "/ab"}},
		"stars":           {all + "Disallow: /**a**", []string{"/b"}, []string{"/xa"}},
		"end":             {all + "Disallow: /a$\nDisallow: /*.php$", []string{"/a/", "/a?b", "/x.php?y", "/x.php5"}, []string{"/a", "/x.php", "/.php.php"}},
		"end after star":  {all + "Disallow: /a*$", []string{"/b"}, []string{"/a", "/abc"}},
		"end that laps":   {all + "Disallow: /ab*ba$", []string{"/aba"}, []string{"/abba", "/ab/ba"}},
		"dollar within":   {all + "Disallow: /a$b", []string{"/a"}, []string{"/a$b", "/a%24bc"}},
		"encoded special": {all + "Disallow: /a%2A\nDisallow: /b%24", []string{"/axyz", "/b"}, []string{"/a*", "/a%2a", "/b$c", "/b%24"}},

		"encoding, of both":    {all + "Disallow: /foo/ツ\nDisallow: /bar/%e3%83%84", []string{"/foo/", "/bar/"}, []string{"/foo/%E3%83%84", "/foo/%e3%83%84x", "/bar/ツ"}},
		"encoding, needless":   {all + "Disallow: /%62%61%7A", []string{"/b"}, []string{"/baz", "/%62az"}},
		"encoding, of a slash": {all + "Disallow: /a%2Fb", []string{"/a/b"}, []string{"/a%2fb"}},
		"encoding, broken":     {all + "Disallow: /100%\nDisallow: /\xff", []string{"/1"}, []string{"/100%", "/100%25", "/%ff"}},
		"no utf-8 anywhere":    {"\xfe\xff\nUser-agent: *\nDisallow: /a # \xc3\x28", []string{"/"}, []string{"/a"}},

		"byte order mark": {"\ufeffUser-agent: *\nDisallow: /a", []string{"/"}, []string{"/a"}},
		"line ends":       {"User-agent: *\rDisallow: /a\r\nDisallow: /b\n\r\n\nDisallow: /c", []string{"/"}, []string{"/a", "/b", "/c"}},
		"white space":     {" \tUSER-AGENT \t: *  \n\tdisallow:/a\t # all\nDISALLOW:   /b#c", []string{"/", "/c"}, []string{"/a", "/b"}},
		"comment":         {"#User-agent: *\n#Disallow: /\nUser-agent: * # all\nDisallow: /a", []string{"/"}, []string{"/a"}},

		"our name":                 {"User-agent: WireCopy\nDisallow: /a\n\nUser-agent: *\nDisallow: /", []string{"/", "/b"}, []string{"/a"}},
		"our name, with a version": {"User-agent: wirecopy/2.0 (news)\nDisallow: /a\nUser-agent: *\nDisallow: /", []string{"/"}, []string{"/a"}},
		"our name, nothing said":   {"User-agent: *\nDisallow: /\nUser-agent: wirecopy\n", []string{"/"}, nil},
		"names like ours":          {"User-agent: wire\nDisallow: /\nUser-agent: wirecopy-news\nDisallow: /\nUser-agent: my wirecopy\nDisallow: /", []string{"/"}, nil},
		"groups are one":           {"User-agent: wirecopy\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: wirecopy\nDisallow: /c", []string{"/b"}, []string{"/a", "/c"}},
		"groups for all are one":   {all + "Disallow: /a\nUser-agent: x\nDisallow: /b\n" + all + "Disallow: /c", []string{"/b"}, []string{"/a", "/c"}},
		"agents of one group":      {"User-agent: x\n\nUser-agent: wirecopy\nSitemap: https://news.example/s.xml\nUser-agent: y\nDisallow: /a", []string{"/"}, []string{"/a"}},
		"other lines within":       {all + "Disallow: /a\nHost: news.example\nDisallow: /b", []string{"/"}, []string{"/a", "/b"}},
		"delay ends the agents":    {all + "Crawl-delay: 10\n\nUser-agent: badbot\nDisallow: /", []string{"/"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range tt.allowed {
				if !decision(tt.text, path) {
					t.Errorf("%s is denied", path)
				}
			}
			for _, path := range tt.denied {
				if decision(tt.text, path) {
					t.Errorf("%s is allowed", path)
				}
			}
		})
	}
}

func TestCrawlDelay(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                    10 * time.Second,
		"User-agent: *\nCrawl-delay: 0.5 # s":                               time.Second / 2,
		"User-agent: *\nCrawl-delay: 2\nUser-agent: *\nCrawl-delay: 3":      3 * time.Second,
		"User-agent: x\nCrawl-delay: 9\nUser-agent: *\nCrawl-delay: 3":      3 * time.Second,
		"User-agent: wirecopy\nDisallow: /a\nUser-agent: *\nCrawl-delay: 3": 0,
		"User-agent: *\nCrawl-delay: -1":                                    0,
		"User-agent: *\nCrawl-delay: NaN":                                   0,
		"User-agent: *\nCrawl-delay: 1e300":                                 time.Hour,
		"User-agent: *\nCrawl-delay: Inf":                                   time.Hour,
		"User-agent: *\nCrawl-delay: soon\nDisallow: /":                     0,
		"Crawl-delay: 7": 0,
		"User-agent: *\nCrawl-delay: 5\nUser-agent: wirecopy\nCrawl-delay: 1\nAllow: /": time.Second,
	} {
		if got := parse([]byte(text), "wirecopy").delay; got != want {
			t.Errorf("delay of %q is %s, want %s", text, got, want)
		}
	}
}

func TestALongTextIsReadUpToItsCap(t *testing.T) {
	t.Parallel()
	text := "User-agent: *\nDisallow: /first\n" + strings.Repeat("# filler\n", maxText/9-20)
	text += "Disallow: /early\n" + strings.Repeat("#", 40) + "\nDisallow: /cu"
	text += "t" + strings.Repeat("x", maxText-len(text)) + "\nDisallow: /late"
	for path, allowed := range map[string]bool{"/first": false, "/early": false, "/cut": true, "/late": true} {
		if got := decision(text, path); got != allowed {
			t.Errorf("%s: allowed is %v", path, got)
		}
	}
	if got := parse([]byte(strings.Repeat("x", 2*maxText)), "wirecopy"); len(got.rules) != 0 {
		t.Errorf("one endless line gave %v", got)
	}
}

func TestRulesAreCappedFromTheMostSpecific(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("User-agent: *\nDisallow: /\n")
	for n := range 20_000 {
		fmt.Fprintf(&text, "Allow: /%05d\n", n)
	}
	g := parse([]byte(text.String()), "wirecopy")
	if len(g.rules) >= 20_000 || len(g.rules) < 1000 {
		t.Errorf("%d rules are kept", len(g.rules))
	}
	if r, found := g.rules.decide("/other"); !found || r.allow {
		t.Error("the rule that says most was left out")
	}
}

func FuzzRules(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%e3%83%84\nCrawl-delay: 1"), "/a/b?c")
	f.Add([]byte("\ufeffuser-agent:wirecopy\rallow:*\r\ndisallow: /$#x"), "/%zz")
	f.Add([]byte("User-agent: *\nDisallow: /***************a*$"), "/aaaaaaaaaaaaaaaaaaaaaaaa")
	f.Fuzz(func(t *testing.T, text []byte, path string) {
		g := parse(text, "wirecopy")
		if g.delay < 0 || g.delay > time.Hour {
			t.Errorf("delay is %s", g.delay)
		}
		r, found := g.rules.decide(normalPath(path))
		if found && !matches(r.path, normalPath(path)) {
			t.Errorf("%s decides of %s", r, path)
		}
		for _, r := range g.rules {
			if again, ok := parseRule(r.String()); !ok || again != r {
				t.Errorf("rule %q is read as %q", r, again)
			}
			if normalPattern(r.path) != r.path {
				t.Errorf("pattern %q is not normal", r.path)
			}
		}
		if n := normalPath(path); normalPath(n) != n {
			t.Errorf("path %q is not normal", n)
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	var text strings.Builder
	text.WriteString("User-agent: *\n")
	for n := range 200 {
		fmt.Fprintf(&text, "Disallow: /section-%d/*/print$\n", n)
	}
	g := parse([]byte(text.String()), "wirecopy")
	b.ReportAllocs()
	for b.Loop() {
		g.rules.decide(normalPath("/2026/09/30/harbour/ferry-returns-after-storm?ref=front"))
	}
}
