package lesson

import "slices"

// fill finds the blocks between two places that together make up most of the
// text between these, such as the cells of a table, of which each is too short
// to be found alone. Their shares become 1.
func (t *truth) fill(shares []float64, blocks [][]string, from, to place) {
	const most = 2000 // words, and as many blocks
	text, cells := t.words[min(from.end, to.start):to.start], blocks[from.block+1:to.block]
	if len(text) == 0 || len(text) > most || len(cells) == 0 || len(cells) > most {
		return
	}
	best := chains(text, cells)
	const enough = 0.5 // of the words: fewer are found anywhere
	if float64(best[len(cells)][len(text)]) < enough*float64(len(text)) {
		return
	}
	for i, j := len(cells), len(text); i > 0 && j > 0; {
		words := cells[i-1]
		switch {
		case endsAt(words, text, j) && best[i][j] == best[i-1][j-len(words)]+len(words):
			shares[from.block+i] = 1
			j -= len(words)
			i--
		case best[i][j] == best[i-1][j]:
			i--
		default:
			j--
		}
	}
}

// chains is, by how many of the cells and words of the text are looked at, how
// many words a chain of whole cells has at most that rises in both.
func chains(text []string, cells [][]string) [][]int {
	best := make([][]int, len(cells)+1)
	best[0] = make([]int, len(text)+1)
	for i, words := range cells {
		before, line := best[i], make([]int, len(text)+1)
		for j := range line {
			line[j] = before[j]
			if j > 0 {
				line[j] = max(line[j], line[j-1])
			}
			if endsAt(words, text, j) {
				line[j] = max(line[j], before[j-len(words)]+len(words))
			}
		}
		best[i+1] = line
	}
	return best
}

// endsAt says whether the words stand in the text just before its word j.
func endsAt(words, text []string, j int) bool {
	return len(words) > 0 && len(words) <= j && slices.Equal(words, text[j-len(words):j])
}
