package dom

import "bytes"

// maxOpen is how many elements the parser lets be open.
const maxOpen = 512

// weigh estimates, from above, how many nodes a page will have, before any is
// made. Each tag makes one and a text, and each block makes anew the
// formatting elements that are open: 500 <b> that are never closed and a
// million <p> would be 500 million nodes from 7 MB.
//
// Who hides closing tags where the parser doesn't see them passes here, and is
// stopped by the deadline. Better would be a parser that counts, which the one
// of x/net can't be made to.
func weigh(body []byte) int {
	nodes, open := 0, 0
	for {
		i := bytes.IndexByte(body, '<')
		if i < 0 || i+1 >= len(body) {
			return nodes
		}
		body = body[i+1:]
		closing := body[0] == '/'
		name := body
		if closing {
			name = body[1:]
		}
		if c := lower(name); c < 'a' || c > 'z' {
			continue
		}
		if isFormatting(name) {
			if closing {
				open = max(0, open-1)
			} else {
				open++
			}
		}
		if !closing {
			nodes += 1 + min(open, maxOpen)
		}
	}
}

func lower(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0] | 0x20
}

// isFormatting says whether a tag's name is one that the parser makes anew in
// the next block (WHATWG HTML §13.2.4.3). <a> and <nobr> close their like.
func isFormatting(b []byte) bool {
	n := 0
	for n < len(b) && n < 7 && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z') {
		n++
	}
	switch string(bytes.ToLower(b[:n])) {
	case "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
