package corpus

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Page is a page as it was downloaded, with what is known of it.
type Page struct {
	ID   string `json:"id"`
	URL  string `json:"url"` // as the set has it: of a few it is a name only
	HTML string `json:"html"`

	Set   string `json:"-"`
	Truth *Truth `json:"-"`
}

// Truth is what is known of a page. What a set doesn't know is empty.
type Truth struct {
	ID       string   `json:"id"`
	Body     string   `json:"body"`    // the whole text
	Paras    []string `json:"paras"`   // the whole text, by paragraph
	Optional []bool   `json:"opt"`     // by paragraph: may be missing
	Together bool     `json:"grp"`     // the optional ones are missing all or none
	With     []string `json:"with"`    // snippets that the text has
	Without  []string `json:"without"` // snippets that it hasn't
	Title    string   `json:"title"`
	Authors  []string `json:"authors"` // nil when not known
	Date     string   `json:"date"`    // RFC 3339 and its like
}

// IsFull says whether the whole text is known.
func (t *Truth) IsFull() bool { return len(t.Paras) > 0 }

// Texts are the texts that are right: with each choice of up to four optional
// paragraphs, and of more with all or none.
func (t *Truth) Texts() []string {
	if t.Body != "" {
		return []string{t.Body}
	}
	var optional []int
	for i, o := range t.Optional {
		if o {
			optional = append(optional, i)
		}
	}
	const most = 4
	if t.Together || len(optional) > most {
		return []string{t.without(0, nil), t.without(1, func(int) int { return 0 })}
	}
	bit := map[int]int{}
	for j, i := range optional {
		bit[i] = j
	}
	var texts []string
	for choice := range 1 << len(optional) {
		texts = append(texts, t.without(choice, func(i int) int { return bit[i] }))
	}
	return texts
}

// without leaves out the optional paragraphs whose bit is set in dropped.
func (t *Truth) without(dropped int, bit func(int) int) string {
	var kept []string
	for i, p := range t.Paras {
		if bit != nil && i < len(t.Optional) && t.Optional[i] && dropped>>bit(i)&1 == 1 {
			continue
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, "\n\n")
}

// Address is the page's URL, or one that stands for it where the set has none.
func (p *Page) Address() string {
	if strings.HasPrefix(p.URL, "http://") || strings.HasPrefix(p.URL, "https://") {
		return p.URL
	}
	return "https://page.example/"
}

// Publisher is the name that the page's host is registered by, without its
// top-level domain, so that example.com and example.co.uk are one: what is
// learned of a site must not be tested on it. Of an archived page it is that of
// the page, not of the archive.
func (p *Page) Publisher() string {
	address := p.URL
	if i := strings.LastIndex(address, "http"); i > 0 {
		address = address[i:]
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		_, name, _ := strings.Cut(p.URL, "::")
		name, _, _ = strings.Cut(name, ".")
		return strings.ToLower(name)
	}
	host := strings.ToLower(u.Hostname())
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		host = domain
	}
	name, _, _ := strings.Cut(host, ".")
	return name
}
