package feature

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

const numWordGroups = 9

// wordLists are words that short lines have which are no text of an article, a
// group a line, in the languages of the press.
func wordLists() [numWordGroups]string {
	return [numWordGroups]string{
		"photo photos foto fotos bild bilder image images picture pictures credit credits getty reuters shutterstock istock flickr unsplash imago dpa afp epa efe ansa ap photograph photographer photographed archivfoto symbolbild symbolfoto quelle crédit crédits archivo imagen fotografía фото zdroj fotó kuva снимок",
		"newsletter newsletters subscribe subscriber subscribers subscription email inbox abonnieren abonnement abonnez inscrivez suscríbete suscripción boletín iscriviti assine abonnenten prenumerera tilmeld login log anmelden registrieren register registrati s'abonner подписаться подписка",
		"related read more also see mehr lesen weiterlesen lesen auch lire aussi lee también leggi anche leia mais veja lees läs les watch listen click follow recommended siehe passend thema themen weitere artikel читайте также подробнее więcej číst další latest trending popular meistgelesen",
		"by von par por di door af av autor autorin author authors written reporter redaktion staff editor correspondent text texte автор текст published posted updated veröffentlicht aktualisiert publié mis jour publicado actualizado pubblicato aggiornato gepubliceerd opublikowano min read lesezeit minutes uhr stand", //nolint:misspell // German and Spanish
		"share tweet facebook twitter whatsapp instagram linkedin pinterest telegram print teilen drucken partager compartir condividi compartilhar delen del dela like copy link mail youtube tiktok поделиться reddit flipboard messenger",
		"copyright rights reserved terms privacy policy cookie cookies consent datenschutz impressum agb mentions légales política privacidad privacybeleid rechte vorbehalten disclaimer license licensed commons права защищены",
		"correction corrections clarification updated version editor's note korrektur anmerkung hinweis disclosure contributed contributing reporting edited originally appeared first editing rédaction reportage",
		"comment comments kommentar kommentare commentaire commentaires comentario comentarios kommentarer reactie reacties reply antworten répondre responder comentar коммент комментарии dodaj komentarz commenti",
		"january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre am pm ago ",
	}
}

// wordGroups are the groups of words by their hashes.
func wordGroups() map[uint64]uint16 {
	groups := map[uint64]uint16{}
	var one []uint64
	for i, list := range wordLists() {
		for word := range strings.FieldsSeq(list) {
			if one = appendWords(one[:0], word); len(one) > 0 {
				groups[one[0]] |= 1 << i
			}
		}
	}
	return groups
}

// count fills in which of the words a short block has, and what it begins with.
func (w *work) count(row []float32, i int, groups map[uint64]uint16) {
	const short = 40
	row[firstGroup] = -1
	list := w.wordsOf(i)
	if len(list) > short {
		return
	}
	for at, word := range list {
		found := groups[word]
		if found == 0 {
			continue
		}
		for g := range numWordGroups {
			if found>>g&1 == 0 {
				continue
			}
			row[groupWords+g]++
			if at == 0 && row[firstGroup] < 0 {
				row[firstGroup] = float32(g)
			}
		}
	}
}

// hash hashes the words of all blocks.
func (w *work) hash() {
	total := 0
	for i := range w.blocks {
		total += w.blocks[i].Words
	}
	w.words, w.from = make([]uint64, 0, total+total/16), make([]int, len(w.blocks)+1)
	for i := range w.blocks {
		w.words = appendWords(w.words, w.blocks[i].Text)
		w.from[i+1] = len(w.words)
	}
}

const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// appendWords appends the hashes of the words of s, in small letters. A
// character of a script without spaces is a word.
func appendWords(list []uint64, s string) []uint64 {
	h := fnvOffset
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
				h = (h ^ uint64(c)) * fnvPrime
			case c >= 'A' && c <= 'Z':
				h = (h ^ uint64(c|0x20)) * fnvPrime
			case h != fnvOffset:
				list = append(list, h)
				h = fnvOffset
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		inside := unicode.In(r, unicode.L, unicode.N, unicode.M)
		alone := inside && text.Unspaced(r)
		if h != fnvOffset && (!inside || alone) {
			list = append(list, h)
			h = fnvOffset
		}
		switch {
		case alone:
			list = append(list, (fnvOffset^uint64(r))*fnvPrime)
		case inside:
			h = (h ^ uint64(unicode.ToLower(r))) * fnvPrime
		}
	}
	if h != fnvOffset {
		list = append(list, h)
	}
	return list
}
