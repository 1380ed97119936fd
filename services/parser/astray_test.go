package parser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestRedirectsThatLeadAstray(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ from, to, want string }{
		"front page":              {"https://harbour.example/2026/boats-come-in", "https://harbour.example/", reasonFrontPage},
		"of a language":           {"https://harbour.example/2026/boats-come-in", "https://harbour.example/en/", reasonFrontPage},
		"with a label":            {"https://harbour.example/2026/boats-come-in", "https://harbour.example/?utm_source=rss", reasonFrontPage},
		"of another site":         {"https://short.example/x1", "https://harbour.example/index.html", reasonFrontPage},
		"section":                 {"https://harbour.example/sport/2026/boats-come-in.html", "https://harbour.example/sport/", reasonFrontPage},
		"section in a section":    {"https://harbour.example/news/world-news/12345.html", "https://harbour.example/news/world-news", reasonFrontPage},
		"login":                   {"https://harbour.example/2026/boats-come-in", "https://harbour.example/login?next=/2026/boats-come-in", reasonLogin},
		"host of logins":          {"https://harbour.example/2026/boats-come-in", "https://login.harbour.example/start", reasonLogin},
		"subscription":            {"https://harbour.example/2026/boats-come-in", "https://harbour.example/account/sign_in.php", reasonLogin},
		"consent":                 {"https://harbour.example/2026/boats-come-in", "https://consent.media.example/v2/collectConsent?id=1", reasonConsent},
		"consent in German":       {"https://harbour.example/2026/boats-come-in", "https://harbour.example/zustimmung?url=x", reasonConsent},
		"soft 404":                {"https://harbour.example/2026/boats-come-in", "https://harbour.example/404.html", reasonSoft404},
		"article":                 {"https://harbour.example/2026/boats-come-in", "https://www.harbour.example/2026/boats-come-in-late", ""},
		"shortlink":               {"https://short.example/x1", "https://harbour.example/?p=41", ""},
		"AMP to article":          {"https://harbour.example/boats/amp", "https://harbour.example/boats", ""},
		"comments to article":     {"https://harbour.example/boats-come-in-late/comment-12", "https://harbour.example/boats-come-in-late", ""},
		"article about logins":    {"https://harbour.example/2026/why-login-pages-fail", "https://harbour.example/tech/why-login-pages-fail", ""},
		"section called register": {"https://harbour.example/register/1", "https://harbour.example/register/1-boats", ""},
		"site called register":    {"https://short.example/x1", "https://register.co.uk/2026/boats-come-in", ""},
		"not redirected":          {"https://harbour.example/login", "https://harbour.example/login", ""},
		"front page by the feed":  {"https://harbour.example/", "https://harbour.example/", reasonFrontPage},
	} {
		answer := &web.Response{URL: tt.to}
		if tt.from != tt.to {
			answer.Hops = []web.Hop{{URL: tt.from, Status: http.StatusFound}}
		}
		got := ""
		if f := astray(tt.from, answer); f != nil {
			got = f.reason
		}
		if got != tt.want {
			t.Errorf("%s: from %s to %s is %q, want %q", name, tt.from, tt.to, got, tt.want)
		}
	}
}

// TestLaw5WhatIsNoArticleIsWhatTheFeedSaid asks a real site, and reads what it
// answers as the wire does.
func TestLaw5WhatIsNoArticleIsWhatTheFeedSaid(t *testing.T) {
	t.Parallel()
	const path = "/sport/2026/boats-come-in"
	elsewhere := news("Welcome to the Harbour", strings.Repeat("Please read on with us, for there is much to read here today. ", 20), "ropes", 1)
	for name, tt := range map[string]struct {
		contentType, body, redirect, reason string
	}{
		"PDF":          {"application/pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "", "not-html"},
		"image":        {"image/jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", "", "not-html"},
		"PDF as HTML":  {"text/html", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "", "not-html"},
		"empty page":   {"text/html", "", "", "no-text"},
		"no text":      {"text/html", "<html><body></body></html>", "", "no-text"},
		"front page":   {"text/html", elsewhere, "/", reasonFrontPage},
		"section":      {"text/html", elsewhere, "/sport/", reasonFrontPage},
		"login page":   {"text/html", elsewhere, "/account/login?next=" + path, reasonLogin},
		"consent page": {"text/html", elsewhere, "/consent?back=" + path, reasonConsent},
		"soft 404":     {"text/html", elsewhere, "/page-not-found", reasonSoft404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newReadingWire(t)
			page := func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", tt.contentType)
				_, _ = rw.Write([]byte(tt.body))
			}
			w.site.answer(path, page)
			if tt.redirect != "" {
				w.site.answer(path, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, tt.redirect, http.StatusFound) })
				to, _, _ := strings.Cut(tt.redirect, "?")
				w.site.answer(to, page)
			}
			item := w.item(path, "1")
			m := w.announce(item, 1)
			w.handle(m)
			rejections := w.rejections()
			if len(rejections) != 1 || rejections[0].Reason != tt.reason || string(rejections[0].Body) != string(m.Body) {
				t.Fatalf("rejections are %+v, want one for %s", rejections, tt.reason)
			}
			articles, _ := w.articles()
			if len(articles) != 1 || articles[0].Headline != item.Title || articles[0].ID != schema.ArticleID(item.URL) || articles[0].Extraction.Method != "feed" ||
				len(articles[0].Extraction.Warnings) == 0 || strings.Contains(articles[0].ArticleBody, "Please read on") {
				t.Errorf("articles are %+v, want what the feed said, and marked so", articles)
			}
		})
	}
}

func TestASiteThatWantsACookieShowsItsArticle(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	w.site.answer("/a", func(rw http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("region"); err != nil {
			http.Redirect(rw, r, "/region?back=/a", http.StatusFound)
			return
		}
		_, _ = rw.Write([]byte("Boats come in\nFirst."))
	})
	w.site.answer("/region", func(rw http.ResponseWriter, r *http.Request) {
		http.SetCookie(rw, &http.Cookie{Name: "region", Value: "north", Path: "/"})
		http.Redirect(rw, r, r.URL.Query().Get("back"), http.StatusFound)
	})
	w.handle(w.announce(w.item("/a", "1"), 1))
	if articles, _ := w.articles(); len(articles) != 1 || articles[0].Headline != "Boats come in" {
		t.Errorf("articles are %+v", articles)
	}
}
