package web

import (
	"net/http"
	"net/http/cookiejar"

	"golang.org/x/net/publicsuffix"
)

const (
	// maxCookies is how many cookies one Get keeps, over all its redirects.
	maxCookies = 30
	// maxCookie is how long a Set-Cookie may be, in bytes (RFC 6265 §6.1 asks for so many).
	maxCookie = 4 << 10
)

// jar keeps the cookies that the redirects of one Get set, and sends them on
// along the same chain by the rules of RFC 6265: to the host or domain that set
// them and no other, never for a whole public suffix, and where they ask for TLS
// only over it. It is forgotten with the Get. A nil jar keeps nothing.
type jar struct {
	cookies *cookiejar.Jar
	kept    int
}

func newJar() *jar {
	cookies, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // it has no error to give
	return &jar{cookies: cookies}
}

// keep takes the cookies of an answer.
func (j *jar) keep(from *address, header http.Header) {
	if j == nil {
		return
	}
	for _, line := range header["Set-Cookie"] {
		if len(line) > maxCookie || j.kept == maxCookies {
			continue
		}
		if cookie, err := http.ParseSetCookie(line); err == nil {
			j.kept++
			j.cookies.SetCookies(from.url, []*http.Cookie{cookie})
		}
	}
}

// value is what is to be sent as the Cookie of a request, "" for none.
func (j *jar) value(to *address) string {
	if j == nil || j.kept == 0 {
		return ""
	}
	carrier := http.Request{Header: http.Header{}}
	for _, cookie := range j.cookies.Cookies(to.url) {
		carrier.AddCookie(cookie)
	}
	return carrier.Header.Get("Cookie")
}
