package accounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// Account is the name of the account that a wire has to itself.
const Account = "WIRE"

// APIPrefix is where a reader's account has the wire's JetStream, since it has
// none of its own: what clients call the prefix of the API.
const APIPrefix = schema.ReaderAPI

// Config writes the accounts of a wire and of its readers as a part of a server's
// configuration, to be included in it. Each user logs in with an nkey, whose public
// half the server finds in its environment or earlier in the same file, see
// [Variable]. So no key is in the file, and a changed list of permissions changes
// no key.
//
// A reader's name is that of its durable consumer of ARTICLES too, which somebody
// else makes: the reader may look at it, take messages by it and settle them. It
// is an error if a name is no token of a subject, or comes twice.
func Config(readers ...string) (string, error) {
	for i, name := range readers {
		if name == "" || schema.Token(name) != name || strings.Contains(name, "_") {
			return "", fmt.Errorf("reader %q: a name is made of a-z, 0-9 and -, at most %d of them", name, schema.MaxTokenLength)
		}
		if slices.Contains(readers[:i], name) || slices.ContainsFunc(Users(), func(u User) bool { return u.Name == name }) {
			return "", fmt.Errorf("reader %q: the name is taken", name)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "accounts {\n  %s {\n    jetstream: enabled\n", Account)
	if len(readers) > 0 {
		b.WriteString("    exports: [\n")
		for _, name := range readers {
			writeExports(&b, name)
		}
		b.WriteString("    ]\n")
	}
	writeUsers(&b, Users()...)
	b.WriteString("  }\n")
	for _, name := range readers {
		writeReader(&b, name)
	}
	b.WriteString("}\n")
	return b.String(), nil
}

// Variable is where the server finds a user's public nkey.
func Variable(user string) string {
	return "WIRECOPY_NKEY_" + strings.ToUpper(strings.ReplaceAll(user, "-", "_"))
}

func readerAccount(name string) string { return "READER_" + name }

// readerAPI are the questions of a reader, without the prefix, and its acknowledgements.
func readerAPI(name string) (info, next, ack string) {
	consumer := schema.StreamArticles + "." + name
	return "CONSUMER.INFO." + consumer, "CONSUMER.MSG.NEXT." + consumer, "$JS.ACK." + consumer + ".>"
}

func writeExports(b *strings.Builder, name string) {
	info, next, ack := readerAPI(name)
	account := readerAccount(name)
	fmt.Fprintf(b, "      { service: \"$JS.API.%s\", accounts: [%s] }\n", info, account)
	fmt.Fprintf(b, "      { service: \"$JS.API.%s\", accounts: [%s], response_type: stream }\n", next, account)
	fmt.Fprintf(b, "      { service: %q, accounts: [%s] }\n", ack, account)
}

func writeReader(b *strings.Builder, name string) {
	info, next, ack := readerAPI(name)
	fmt.Fprintf(b, "  %s {\n    imports: [\n", readerAccount(name))
	for _, question := range []string{info, next} {
		fmt.Fprintf(b, "      { service: { account: %s, subject: \"$JS.API.%s\" }, to: \"%s.%s\" }\n", Account, question, APIPrefix, question)
	}
	fmt.Fprintf(b, "      { service: { account: %s, subject: %q } }\n    ]\n", Account, ack)
	writeUsers(b, User{Name: name, Publish: []string{ack, APIPrefix + "." + info, APIPrefix + "." + next}, Subscribe: []string{inboxes(name)}})
	b.WriteString("  }\n")
}

func writeUsers(b *strings.Builder, users ...User) {
	b.WriteString("    users: [\n")
	for _, u := range users {
		fmt.Fprintf(b, "      {\n        nkey: $%s\n        permissions: {\n", Variable(u.Name))
		writeList(b, "publish", u.Publish)
		writeList(b, "subscribe", u.Subscribe)
		b.WriteString("        }\n      }\n")
	}
	b.WriteString("    ]\n")
}

func writeList(b *strings.Builder, name string, subjects []string) {
	fmt.Fprintf(b, "          %s: { allow: [\n", name)
	for _, s := range subjects {
		fmt.Fprintf(b, "            %q\n", s)
	}
	b.WriteString("          ] }\n")
}
