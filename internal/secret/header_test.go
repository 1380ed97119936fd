package secret_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestHeaderIsMadeOfSecrets(t *testing.T) {
	t.Parallel()
	d := write(t, map[string]string{
		"login": "Aladdin:open sesame\n", "umlaut": "test:123£", "decomposed": "desk:pa\u0308ss", "colons": "a:b:c", "no-password": "desk:",
		"token": "mF_9.B5f-4.1JqM=\n", "raw": "Key 1234", "session": "sid=1; theme=dark", "paywall": "pw=2",
	})
	for name, test := range map[string]struct {
		refs []schema.HeaderRef
		want http.Header
	}{
		"none":        {nil, nil},
		"basic":       {[]schema.HeaderRef{{Name: "Authorization", Secret: "login", Scheme: "basic"}}, http.Header{"Authorization": {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}}}, // RFC 7617 §2
		"utf-8":       {[]schema.HeaderRef{{Name: "authorization", Secret: "umlaut", Scheme: "basic"}}, http.Header{"Authorization": {"Basic dGVzdDoxMjPCow=="}}},            // §2.1
		"composed":    {[]schema.HeaderRef{{Name: "Authorization", Secret: "decomposed", Scheme: "basic"}}, http.Header{"Authorization": {"Basic ZGVzazpww6Rzcw=="}}},
		"colons":      {[]schema.HeaderRef{{Name: "Authorization", Secret: "colons", Scheme: "basic"}}, http.Header{"Authorization": {"Basic YTpiOmM="}}},
		"no password": {[]schema.HeaderRef{{Name: "Authorization", Secret: "no-password", Scheme: "basic"}}, http.Header{"Authorization": {"Basic ZGVzazo="}}},
		"bearer":      {[]schema.HeaderRef{{Name: "Authorization", Secret: "token", Scheme: "bearer"}}, http.Header{"Authorization": {"Bearer mF_9.B5f-4.1JqM="}}},
		"as it is":    {[]schema.HeaderRef{{Name: "X-API-Key", Secret: "raw"}}, http.Header{"X-Api-Key": {"Key 1234"}}},
		"cookies": {
			[]schema.HeaderRef{{Name: "Cookie", Secret: "session"}, {Name: "X-Key", Secret: "raw"}, {Name: "cookie", Secret: "paywall"}},
			http.Header{"Cookie": {"sid=1; theme=dark; pw=2"}, "X-Key": {"Key 1234"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := secret.Header(t.Context(), d, test.refs)
			if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("header: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestHeaderSaysWhatIsWrongAndNoSecret(t *testing.T) {
	t.Parallel()
	d := write(t, map[string]string{
		"word": "hunter2", "broken": "desk:hunter2\nmore", "control": "hunter2\x01", "bearer": "bearer hunter2", "words": "hunter2 hunter2",
	})
	for want, ref := range map[string]schema.HeaderRef{
		"name:password":          {Secret: "word", Scheme: "basic"},
		"line break":             {Secret: "broken", Scheme: "basic"},
		"can't stand":            {Secret: "control"},
		"another control":        {Secret: "broken"},
		"the token alone":        {Secret: "bearer", Scheme: "bearer"},
		"a space":                {Secret: "words", Scheme: "bearer"},
		`scheme "digest"`:        {Secret: "word", Scheme: "digest"},
		`no secret "missing"`:    {Secret: "missing"},
		"no name of a secret":    {Secret: "../word"},
		"header X-Feed of the f": {Secret: "missing"},
	} {
		ref.Name = "X-Feed"
		got, err := secret.Header(t.Context(), d, []schema.HeaderRef{ref})
		if err == nil || got != nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%+v: %v, %v, want an error that says %q", ref, got, err, want)
		}
	}
}

func TestRotatedSecretsNeedNoRestart(t *testing.T) {
	t.Parallel()
	var wanted string
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, password, _ := r.BasicAuth(); name != "desk" || password != wanted {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	defer site.Close()
	config := web.Defaults()
	config.AllowNets = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	client, err := web.New(config, web.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	m := newMount(t, "login")
	ask := func() int {
		header, err := secret.Header(t.Context(), secret.Directory(m.dir), []schema.HeaderRef{{Name: "Authorization", Secret: "login", Scheme: schema.SchemeBasic}})
		if err != nil {
			t.Fatal(err)
		}
		response, err := client.Get(t.Context(), web.Request{URL: site.URL, Header: header})
		if err != nil {
			t.Fatal(err)
		}
		return response.Status
	}
	for _, password := range []string{"open", "sesame", "päss"} {
		wanted = password
		if m.count > 0 {
			if status := ask(); status != http.StatusUnauthorized {
				t.Errorf("with the old password the site answers %d", status)
			}
		}
		m.swap(t, map[string]string{"login": "desk:" + password + "\n"})
		if status := ask(); status != http.StatusOK {
			t.Errorf("with the new password the site answers %d", status)
		}
	}
}

// FuzzHeader wants that whatever a secret holds is refused or can be sent.
func FuzzHeader(f *testing.F) {
	for _, value := range []string{"desk:hunter2", "a\r\nHost: b", "\x00", "ä:ö", "Bearer x", ":", "\xff:\xff", "a\u0301:b"} {
		for _, scheme := range []string{"", schema.SchemeBasic, schema.SchemeBearer} {
			f.Add(scheme, value)
		}
	}
	f.Fuzz(func(t *testing.T, scheme, value string) {
		header, err := secret.Header(t.Context(), fixed(value), []schema.HeaderRef{{Name: "Authorization", Secret: "a", Scheme: scheme}})
		if err != nil {
			return
		}
		for _, c := range []byte(header.Get("Authorization")) {
			if c < ' ' && c != '\t' || c == 0x7f {
				t.Errorf("%q becomes %q", value, header)
			}
		}
	})
}

// fixed is a store with one value.
type fixed string

func (f fixed) Secret(context.Context, string) (string, error) { return string(f), nil }
