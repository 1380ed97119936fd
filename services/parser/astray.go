package parser

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// The reasons for which an answer is taken for another page than the article.
const (
	reasonFrontPage = "front-page"     // of the site or of a section
	reasonLogin     = "login-page"     // readers have to say who they are
	reasonConsent   = "consent-page"   // readers have to agree to something
	reasonCrowded   = "crowded-page"   // many addresses lead to it
	reasonSoft404   = "not-found-page" // it says "not found", by its address and not by its status
)

// misled is the fault of an answer that is another page than the item's article,
// nil if nothing says so.
func (p *Parser) misled(item *schema.Item, answer *web.Response) *fault {
	if f := astray(item.URL, answer); f != nil {
		return f
	}
	if p.crossings.crowded(item, answer) {
		return wrongPage(reasonCrowded, item.URL, answer)
	}
	return nil
}

// astray is the fault of an answer whose address shows that it is another page
// than the article: no text that it has may become an article's. It judges by the
// address that was asked for and the one that answered, and knows no site.
func astray(asked string, answer *web.Response) *fault {
	from, err := url.Parse(asked)
	if err != nil {
		return nil
	}
	to, err := url.Parse(answer.URL)
	if err != nil {
		return nil
	}
	reason := reasonFor(from, to, len(answer.Hops) > 0)
	if reason == "" {
		return nil
	}
	return wrongPage(reason, asked, answer)
}

func wrongPage(reason, asked string, answer *web.Response) *fault {
	return &fault{reason: reason, err: fmt.Errorf("get %s: what answers is %s, which looks like a %s and no article: retry it once the site answers with the article",
		asked, answer.URL, strings.ReplaceAll(reason, "-", " "))}
}

// reasonFor is why the address that answered is no article's, "" if nothing says so.
func reasonFor(from, to *url.URL, redirected bool) string {
	switch {
	case isRoot(to):
		return reasonFrontPage
	case !redirected || from.Host == to.Host && from.Path == to.Path:
		return "" // it is where the feed says that it is
	case isSectionOf(to, from):
		return reasonFrontPage
	default:
		return reasonOfWords(from, to)
	}
}

// isRoot says whether an address is that of a whole site, in one language or all.
// "/?p=41" is a page.
func isRoot(u *url.URL) bool {
	if canonical, err := schema.CanonicalURL(u.String()); err == nil { // without what only tracks
		if parsed, err := url.Parse(canonical); err == nil {
			u = parsed
		}
	}
	if u.RawQuery != "" {
		return false
	}
	switch parts := segments(u); len(parts) {
	case 0:
		return true
	case 1:
		switch parts[0] {
		case "index", "home", "default", "homepage", "startseite", "accueil", "inicio":
			return true
		}
		return isLanguage(parts[0])
	default:
		return false
	}
}

// isLanguage knows the "en" and "pt-br" of a site's editions.
func isLanguage(s string) bool {
	language, region, _ := strings.Cut(s, "-")
	return len(language) == 2 && (region == "" || len(region) == 2) && isPlain(language) && isPlain(region)
}

// isSectionOf says whether a redirect led from an article up to its section: from
// /sport/2026/boats-come-in to /sport. From /boats-come-in/amp to /boats-come-in
// it led to the article.
func isSectionOf(to, from *url.URL) bool {
	const longest = 24 // bytes that the name of a section has
	upper, lower := segments(to), segments(from)
	if len(upper) == 0 || len(upper) > 2 || len(upper) >= len(lower) || !slices.Equal(upper, lower[:len(upper)]) {
		return false
	}
	for _, part := range upper {
		if len(part) > longest || !isPlain(strings.Replace(part, "-", "", 1)) {
			return false
		}
	}
	return isSlug(lower[len(lower)-1])
}

// isSlug knows the last part of an article's address: words, or a number.
func isSlug(s string) bool {
	return strings.Count(s, "-") >= 2 || strings.Count(s, "_") >= 2 || strings.ContainsFunc(s, unicode.IsDigit)
}

// isPlain says whether a text is of lower-case letters alone.
func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// reasonOfWords looks for what names a page in the address that answered, and not
// in the one that was asked for.
func reasonOfWords(from, to *url.URL) string {
	before := names(from)
	for _, name := range names(to) {
		if reason := reasonOf(name); reason != "" && !slices.Contains(before, name) {
			return reason
		}
	}
	return ""
}

// names are the parts of an address that may name a page: those of the path, and
// what the host has before the site's own domain.
func names(u *url.URL) []string {
	parts := segments(u)
	host := strings.ToLower(u.Hostname())
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		if before, ok := strings.CutSuffix(host, "."+domain); ok {
			parts = append(parts, strings.Split(before, ".")...)
		}
	}
	return parts
}

// reasonOf is the reason that a word in an address stands for.
func reasonOf(name string) string {
	switch strings.ReplaceAll(name, "_", "-") {
	case "login", "log-in", "logon", "signin", "sign-in", "sso", "auth", "oauth", "oauth2", "authenticate", "authorize", "register", "registration", "signup", "sign-up",
		"subscribe", "subscription", "paywall", "anmelden", "einloggen", "connexion", "se-connecter", "iniciar-sesion", "accedi", "entrar", "inloggen", "logga-in", "kirjaudu", "logowanie":
		return reasonLogin
	case "consent", "cookie-consent", "cookieconsent", "consent-management", "consent-wall", "consentwall", "cookiewall", "cookie-wall", "privacywall", "privacy-wall",
		"privacygate", "privacy-gate", "collectconsent", "gdpr", "gdpr-consent", "cmp", "zustimmung", "toestemming", "consentement", "consentimiento", "myprivacy":
		return reasonConsent
	case "404", "410", "error", "error404", "error-404", "404-error", "404error", "not-found", "notfound", "page-not-found", "pagenotfound", "seite-nicht-gefunden", "page-introuvable", "pagina-no-encontrada":
		return reasonSoft404
	}
	return ""
}

// segments are the parts of an address's path in lower case, without the ending of a file.
func segments(u *url.URL) []string {
	const most = 64
	parts := make([]string, 0, 8)
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if part == "" || len(parts) == most {
			continue
		}
		switch ending := path.Ext(part); ending {
		case ".html", ".htm", ".php", ".aspx", ".asp", ".jsp", ".shtml":
			part = strings.TrimSuffix(part, ending)
		}
		parts = append(parts, part)
	}
	return parts
}
