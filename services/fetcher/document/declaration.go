package document

import "bytes"

// cutDeclaration cuts an XML declaration off the beginning of a document, after
// white space, and gives the charset that it names. When the text is decoded, the
// declaration isn't true any more, and who reads on would decode it twice.
func cutDeclaration(text []byte) (label string, rest []byte) {
	rest = bytes.TrimLeft(text, " \t\r\n")
	if !isDeclaration(rest) {
		return "", text
	}
	end := bytes.Index(rest, []byte("?>"))
	if end < 0 || end > 1024 {
		return "", text
	}
	declaration := rest[:end]
	rest = rest[end+2:]
	_, after, found := bytes.Cut(bytes.ToLower(declaration), []byte("encoding"))
	if !found {
		return "", rest
	}
	after = bytes.TrimLeft(after, " \t\r\n")
	if len(after) == 0 || after[0] != '=' {
		return "", rest
	}
	after = bytes.TrimLeft(after[1:], " \t\r\n")
	if len(after) == 0 || after[0] != '"' && after[0] != '\'' {
		return "", rest
	}
	value, _, _ := bytes.Cut(after[1:], after[:1])
	return string(bytes.TrimSpace(value)), rest
}

// isDeclaration says whether text begins with an XML declaration.
func isDeclaration(text []byte) bool {
	const open = "<?xml"
	if len(text) <= len(open) || !bytes.EqualFold(text[:len(open)], []byte(open)) {
		return false
	}
	switch text[len(open)] {
	case ' ', '\t', '\r', '\n', '?':
		return true
	}
	return false
}
