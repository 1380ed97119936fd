package extract

import (
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// tongues know the commonest words of languages.
type tongues struct {
	names []string
	bits  map[string]int    // by language: its place among the names
	words map[string]uint32 // the languages of a word
}

func newTongues() tongues {
	t := tongues{bits: map[string]int{}, words: map[string]uint32{}}
	table := map[string]string{
		"en": "the and of that was for with from this which have were been their are his they who would",
		"de": "der die das und ist nicht ein eine auch auf mit sich dem den von für wird sind wurde nach aus",
		"fr": "le les des et est une dans pour qui sur pas plus par avec ce sont été cette aux ont",
		"es": "el los las del y una por con para es su como más pero fue sus al este ha",
		"it": "il di che della per non con del sono una gli anche dei nel alla è ha delle più",
		"pt": "os do da em um uma não com para por mais dos das ao foi que são pela também",
		"nl": "het een van en de is niet dat voor met zijn op te aan ook werd door naar heeft",
		"pl": "w i na z się nie do że jest to o jak przez po ale od za które oraz",
		"ru": "и в не на что с по как из это для его был от также было после при за",
		"uk": "і в не на що з та як до за це для його від також було після при які",
		"sv": "och att det som en är av för på med den har inte till om ett var men sig",
		"da": "og at det er en af til på den for med har ikke der et som var sig men også",
		"no": "og i det er på en av til som for med har ikke at den et var seg men også",
		"fi": "ja on ei että oli se hän ovat mutta myös kuin joka sen mukaan kun ole tai vuoden",
		"cs": "a se v na je že s z do o to pro by jako podle ale po jsem který které",
		"tr": "ve bir bu da için ile olarak olan çok daha gibi sonra kadar ise dedi olduğu",
		"id": "yang dan di dengan untuk pada ini dari dalam tidak itu akan oleh juga ke adalah",
		"hu": "az és hogy nem egy meg volt ez csak már azt mint még után szerint lesz",
		"ro": "și în cu care pe nu din că pentru mai au fost lui dar sunt după prin săi",
		"el": "και το να της του την στην για με που από στο είναι θα τα των ότι δεν",
	}
	for _, base := range slices.Sorted(maps.Keys(table)) {
		bit := len(t.names)
		t.names = append(t.names, base)
		t.bits[base] = bit
		for w := range strings.FieldsSeq(table[base]) {
			t.words[w] |= 1 << bit
		}
	}
	return t
}

// tell tells the language of a text by its commonest words, "" when it isn't
// plain: what is declared, if no other has more of them, else one that has far more.
func (t tongues) tell(s, declared string) string {
	const least, plenty, far = 20, 0.1, 1.5 // words; share; times
	words := 0
	var counts [32]int
	text.EachWord(s, func(w []byte) bool {
		words++
		for set := t.words[string(w)]; set != 0; set &= set - 1 {
			counts[bits.TrailingZeros32(set)]++
		}
		return true
	})
	best, second := 0, 0
	for i, n := range counts {
		switch {
		case n > counts[best]:
			best, second = i, counts[best]
		case i != best:
			second = max(second, n)
		}
	}
	if words < least || float64(counts[best]) < plenty*float64(words) {
		return ""
	}
	if own, ok := t.bits[declared]; ok && counts[own] == counts[best] {
		return declared
	}
	if float64(counts[best]) < far*float64(second) {
		return ""
	}
	return t.names[best]
}
