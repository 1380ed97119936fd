// Package web is the one polite HTTP client of the process: feeds, pages and
// robots.txt are all asked for through it, over one pool of connections.
//
// [Client.Get] makes one GET. It keeps connections alive and speaks HTTP/2,
// follows redirects itself, undoes gzip, br and zstd, and gives the whole body
// or an error, never a part of a body. [Client.Post] sends one form by the same
// way. Four things stand between us and a hostile or careless web:
//
//   - the [Gate] is asked before every request on the wire, each redirect
//     included, so that a host is never hit harder than its lane allows;
//   - the guard checks every address after DNS, and exactly the address that was
//     checked is dialled, so that no name leads into a private network (SSRF)
//     and no second answer of DNS can change that (rebinding);
//   - caps bound the bytes on the wire, the decoded bytes and their ratio;
//   - a deadline bounds the whole, waiting, redirects and slow bodies included.
//
// Any port is allowed. What an attacker could gain by a port lies behind
// addresses, and those are guarded; feeds do live on 8080 and 8443, and a GET
// whose headers are checked can't be made to speak another protocol.
//
// It is not a crawler: it decides neither what to fetch nor when, and doesn't
// try again. It is not a cache: validators and freshness are the caller's,
// [RetryAfter] and [NotBefore] only read them. It has no cookies but those of one
// chain of redirects, where the caller wants them, sends no Referer, and knows
// nothing of charsets: bodies are raw bytes.
package web
