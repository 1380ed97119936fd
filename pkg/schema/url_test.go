package schema_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestCanonicalURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, raw, want string }{
		{"already canonical", "https://example.com/a/b?c=d", "https://example.com/a/b?c=d"},
		{"upper-case scheme and host", "HTTPS://Example.COM/News", "https://example.com/News"},
		{"no path", "http://example.com", "http://example.com/"},
		{"no path but a query", "http://example.com?id=1", "http://example.com/?id=1"},
		{"space and a byte order mark around", "\ufeff \n https://example.com/a \n", "https://example.com/a"},
		{"line break within", "https://example.com/\r\n\ta", "https://example.com/a"},
		{"www stays", "https://www.example.com/", "https://www.example.com/"},
		{"final slash stays", "https://example.com/a/", "https://example.com/a/"},
		{"double slash stays", "https://example.com//a", "https://example.com//a"},

		{"default port of http", "http://example.com:80/", "http://example.com/"},
		{"default port of https", "https://example.com:443/", "https://example.com/"},
		{"other port", "http://example.com:443/", "http://example.com:443/"},
		{"port with zeros", "http://example.com:08080/", "http://example.com:8080/"},
		{"empty port", "http://example.com:/", "http://example.com/"},
		{"final dot of the host", "http://example.com.:80/", "http://example.com/"},
		{"IPv4", "http://192.0.2.1/", "http://192.0.2.1/"},
		{"IPv6", "http://[2001:DB8:0:0::1]/a", "http://[2001:db8::1]/a"},
		{"IPv6 with port", "https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"},
		{"underscore in host", "http://news_desk.example.com/", "http://news_desk.example.com/"},

		{"German host", "https://München.example/", "https://xn--mnchen-3ya.example/"},
		{"Cyrillic host", "http://НОВОСТИ.пример/", "http://xn--b1amnebsh.xn--e1afmkfd/"},
		{"host that is punycode already", "http://XN--MNCHEN-3ya.example/", "http://xn--mnchen-3ya.example/"},
		{"percent-encoded host", "http://m%C3%BCnchen.ex%61mple/", "http://xn--mnchen-3ya.example/"},
		{"ideographic full stop", "http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/"},

		{"fragment", "https://example.com/a#comments", "https://example.com/a"},
		{"question mark in fragment", "https://example.com/a#b?c", "https://example.com/a"},
		{"dot segments", "https://example.com/a/./b/../c/", "https://example.com/a/c/"},
		{"dot segments above the root", "https://example.com/../../a", "https://example.com/a"},
		{"final dot segment", "https://example.com/a/b/..", "https://example.com/a/"},
		{"encoded dot segments", "https://example.com/a/%2e%2E/b", "https://example.com/b"},
		{"dots that are no segment", "https://example.com/a/...b/.c", "https://example.com/a/...b/.c"},

		{"unreserved decoded", "https://example.com/%7e%41%2D", "https://example.com/~A-"},
		{"reserved stays encoded", "https://example.com/a%2fb%3f", "https://example.com/a%2Fb%3F"},
		{"reserved stays plain", "https://example.com/a,b;c=d@e:f!$'()*+", "https://example.com/a,b;c=d@e:f!$'()*+"},
		{"space and letters encoded", "https://example.com/ä b", "https://example.com/%C3%A4%20b"},
		{"lone percent sign", "https://example.com/100%/50%2", "https://example.com/100%25/50%252"},
		{"query encoded", "https://example.com/?q=ä|[x]", "https://example.com/?q=%C3%A4%7C%5Bx%5D"},
		{"plus in query stays", "https://example.com/?q=a+b", "https://example.com/?q=a+b"},
		{"question mark in query stays", "https://example.com/?a?b", "https://example.com/?a?b"},

		{"utm", "https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a"},
		{"order of the rest", "https://example.com/?b=2&fbclid=x&a=1&gclid=y", "https://example.com/?b=2&a=1"},
		{"upper-case and encoded name", "https://example.com/?UTM%5fSource=x&id=7", "https://example.com/?id=7"},
		{"escaped twice", "https://example.com/?id=7&amp;utm_source=x&amp;amp;utm_term=y", "https://example.com/?id=7"},
		{"empty parameters", "https://example.com/?&&a=1&", "https://example.com/?a=1"},
		{"empty query", "https://example.com/a?", "https://example.com/a"},
		{"content stays", "https://example.com/?id=1&p=2&page=3&v=4", "https://example.com/?id=1&p=2&page=3&v=4"},
		{"what may be content stays", "https://example.com/?ref=a&source=b&cid=c&cmp=d&from=e", "https://example.com/?ref=a&source=b&cid=c&cmp=d&from=e"},
		{"ref of a feed", "https://example.com/?ref=rss&partner=rss&emc=rss", "https://example.com/"},
		{"the prefix alone is a name", "https://example.com/?utm_=1", "https://example.com/?utm_=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := schema.CanonicalURL(c.raw)
			if err != nil || got != c.want {
				t.Errorf("CanonicalURL(%q) = %q, %v, want %q", c.raw, got, err, c.want)
			}
		})
	}
}

func TestCanonicalURLDropsTracking(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"utm_source", "utm_campaign", "utm_brand", "itm_source", "mtm_campaign", "pk_kwd", "_ga", "_gl",
		"fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid", "_hsenc", "mkt_tok",
		"at_medium", "at_campaign", "at_custom1", "at_link_origin", "xtor", "ns_mchannel", "ns_campaign",
		"wt_mc", "WT.mc_id", "wt_zmc", "cmpid", "guccounter", "guce_referrer", "ref_src", "traffic_source",
	} {
		got, err := schema.CanonicalURL("https://example.com/story?a=1&" + name + "=x&b=2")
		if want := "https://example.com/story?a=1&b=2"; err != nil || got != want {
			t.Errorf("with %s: %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestCanonicalURLRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, raw, want string }{
		{"empty", "", "http:// or https://"},
		{"relative", "/a/b", "http:// or https://"},
		{"no scheme", "example.com/a", "http:// or https://"},
		{"another scheme", "ftp://example.com/", "http:// or https://"},
		{"script", "javascript:alert(1)", "http:// or https://"},
		{"no host", "http:///a", "no host"},
		{"empty label", "http://a..example/", "empty label"},
		{"password", "https://user:secret@example.com/", "user name or password"},
		{"empty user", "https://@example.com/", "user name or password"},
		{"space in host", "http://exa mple.com/", `' '`},
		{"slash in host", "http://a%2fb.example/", `'/'`},
		{"backslash in host", `http://a.example\b/`, `'\\'`},
		{"invisible rune in host", "http://a\u200bb.example/", "host"},
		{"host is not UTF-8", "http://\xff.example/", "UTF-8"},
		{"port is no number", "http://example.com:http/", "not a number"},
		{"port too large", "http://example.com:65536/", "65535"},
		{"port 0", "http://example.com:0/", "65535"},
		{"brackets", "http://[example]/", "IPv6"},
		{"open bracket", "http://[::1/", "IPv6"},
		{"IPv6 zone", "http://[fe80::1%25eth0]/", "IPv6"},
		{"number as host", "http://2130706433/", "IPv4"},
		{"hexadecimal number in host", "http://127.0.0.0x1/", "IPv4"},
		{"octal number in host", "http://127.0.0.01/", "IPv4"},
		{"long label", "http://" + strings.Repeat("a", 64) + ".example/", "63"},
		{"long host", "http://" + strings.Repeat("abcdefg.", 32) + "example/", "253"},
		{"long address", "http://example.com/" + strings.Repeat("a", 2048), "2048"},
		{"unencodable label", "http://xn--ü.example/", "ASCII"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := schema.CanonicalURL(c.raw)
			if err == nil {
				t.Fatalf("CanonicalURL(%q) = %q, want an error", c.raw, got)
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q should say %q and no secret", err, c.want)
			}
		})
	}
}

func TestHostOf(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://WWW.Example.com/a":         "www.example.com",
		"https://example.com:443/a":         "example.com",
		"http://example.com:8080/a?b#c":     "example.com:8080",
		"http://[2001:DB8::1]:8080/":        "[2001:db8::1]:8080",
		"http://пример.example":             "xn--e1afmkfd.example",
		"http://example.com/?u=http://b.c/": "example.com",
	} {
		if got, err := schema.HostOf(raw); err != nil || got != want {
			t.Errorf("HostOf(%q) = %q, %v, want %q", raw, got, err, want)
		}
	}
	if got, err := schema.HostOf("mailto:desk@example.com"); err == nil {
		t.Errorf("HostOf of a mailbox = %q, want an error", got)
	}
}

// Whatever comes in: no panic, and what comes out is ASCII, short, canonical,
// an address for net/url too, and one of the same host.
func FuzzCanonicalURL(f *testing.F) {
	for _, seed := range []string{
		"https://Example.com:443/a/../b?utm_source=x&id=5#f", "http://[2001:db8::1]:80/", "http://пример。example./%",
		"https://user:pw@example.com/", "http://0x7f.1/", "http://a/%%34%2%35", "http://a/?&amp;amp;utm_a=b&%75tm_b", "http://a//../..//.",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := schema.CanonicalURL(raw)
		if err != nil {
			return
		}
		for i := range len(got) {
			if got[i] <= ' ' || got[i] >= 0x7f {
				t.Fatalf("%q has byte %#x", got, got[i])
			}
		}
		if len(got) > schema.MaxURLLength {
			t.Fatalf("%d bytes", len(got))
		}
		if again, err := schema.CanonicalURL(got); err != nil || again != got {
			t.Fatalf("%q became %q, and that %q, %v", raw, got, again, err)
		}
		parsed, err := url.Parse(got)
		if err != nil {
			t.Fatalf("net/url refuses %q: %v", got, err)
		}
		if host, err := schema.HostOf(raw); err != nil || host != parsed.Host {
			t.Fatalf("HostOf(%q) = %q, %v, want %q", raw, host, err, parsed.Host)
		}
	})
}
