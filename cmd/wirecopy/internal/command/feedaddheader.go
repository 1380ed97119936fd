package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// headerRef reads a request header as --header has it: NAME=SECRET, or
// NAME=SCHEME:SECRET. Who mixes up the name of a secret and its value finds the
// value in no error.
func headerRef(text string) (schema.HeaderRef, error) {
	name, rest, found := strings.Cut(text, "=")
	if !found || name == "" || strings.ContainsAny(name, ": \t") { // as curl writes it, value and all
		return schema.HeaderRef{}, errors.New("--header must be NAME=SECRET, such as Cookie=harbour-session or Authorization=basic:harbour-login")
	}
	ref := schema.HeaderRef{Name: name, Secret: rest}
	if scheme, behind, found := strings.Cut(rest, ":"); found {
		ref.Scheme, ref.Secret = strings.ToLower(scheme), behind
		if ref.Scheme != schema.SchemeBasic && ref.Scheme != schema.SchemeBearer {
			return ref, fmt.Errorf("--header %s: before the colon stands what is made of the secret, %s (of name:password) or %s (of a token)", name, schema.SchemeBasic, schema.SchemeBearer)
		}
	}
	if err := secret.CheckName(ref.Secret); err != nil {
		return ref, fmt.Errorf("--header %s: %w, and put the value into a file of that name in the fetcher's --secrets", name, err)
	}
	return ref, nil
}

// headerRefs reads all headers, and gives all faults at once.
func headerRefs(texts []string) ([]schema.HeaderRef, error) {
	var refs []schema.HeaderRef
	var faults []error
	for _, text := range texts {
		ref, err := headerRef(text)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		refs = append(refs, ref)
	}
	return refs, errors.Join(faults...)
}

// oneHost wants that secrets go to one host.
func oneHost(urls []string) error {
	first := ""
	for _, url := range urls {
		host, err := schema.HostOf(url)
		switch {
		case err != nil: // the feed's own check says so
		case first == "":
			first = host
		case host != first:
			return fmt.Errorf("--header would go to %s and to %s: add the feeds of each host by a command of their own", first, host)
		}
	}
	return nil
}
