package agency_test

import (
	"testing"

	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
)

func TestSpellings(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for spelling, name := range map[string]string{
		"AFP": "AFP", "Agence France-Presse": "AFP", "The Associated Press": "AP", "Associated Press": "AP", "(Reuters)": "Reuters",
		"Reuters Staff": "Reuters", "dpa": "dpa", "Deutsche Presse-Agentur": "dpa", "EFE": "EFE", "ANSA": "ANSA", "ТАСС": "TASS", "TASS": "TASS",
		"Интерфакс": "Interfax", "РИА Новости": "RIA Novosti", "新华社": "Xinhua", "Xinhua News Agency": "Xinhua", "PA Media": "PA", "UPI": "UPI",
		"Bloomberg News": "Bloomberg", "共同通信": "Kyodo", "AP News": "AP", "© AFP": "AFP",
		"Jane Roe": "", "pa": "", "ap": "", "Pa Chin": "", "Associated Builders": "", "": "",
	} {
		t.Run(spelling, func(t *testing.T) {
			t.Parallel()
			if a, ok := d.Named(spelling); a.Name != name || ok != (name != "") {
				t.Errorf("it is %+v", a)
			}
		})
	}
}

func TestMentioned(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for text, name := range map[string]string{
		"© 2021 Agence France-Presse. All rights reserved.":  "AFP",
		"Copyright 2021 The Associated Press":                "AP",
		"© The Harbour Times, 2021":                          "",
		"© dpa-infocom, dpa:240516-99-53606/3":               "dpa",
		"Copyright happens, and papers map what ap can't do": "",
	} {
		if a, _ := d.Mentioned(text); a.Name != name {
			t.Errorf("%q mentions %q, want %q", text, a.Name, name)
		}
	}
}

func TestDatelines(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for paragraph, want := range map[string][2]string{
		"MOSCOW (AFP) — The ferry left.":                   {"MOSCOW", "AFP"},
		"BERLIN, Dec 27 (Reuters) - The ferry left.":       {"BERLIN", "Reuters"},
		"Madrid, 27 dic (EFE).- El barco salió.":           {"Madrid", "EFE"},
		"Berlin (dpa) - Die Fähre legte ab.":               {"Berlin", "dpa"},
		"Berlin (dpa/AFP) – Die Fähre legte ab.":           {"Berlin", "dpa"},
		"(EFE).- El barco salió.":                          {"", "EFE"},
		"(ANSA) - ROMA, 27 DIC - Il traghetto è partito.":  {"ROMA", "ANSA"},
		"МОСКВА, 27 декабря. /ТАСС/. Паром вышел.":         {"МОСКВА", "TASS"},
		"МОСКВА, 27 дек - РИА Новости. Паром вышел.":       {"МОСКВА", "RIA Novosti"},
		"新华社北京12月27日电 渡船离港。":                               {"北京", "Xinhua"},
		"BEIJING, Dec. 27 (Xinhua) -- The ferry left.":     {"BEIJING", "Xinhua"},
		"新华社北京12月27日电（记者王芳） 渡船离港。":                         {"北京", "Xinhua"},
		"（中央社記者王小明台北12日電）渡輪離港。":                            {"", "CNA"},
		"中新网12月27日电 渡船离港。":                                 {"", "China News Service"},
		"【北浜共同】船が出た。":                                      {"北浜", "Kyodo"},
		"（ロンドン 共同）船が出た。":                                   {"ロンドン", "Kyodo"},
		"【ロンドン時事】船が出た。":                                    {"ロンドン", "Jiji Press"},
		"【ワシントン＝共同】船が出た。":                                  {"ワシントン", "Kyodo"},
		"［東京 12日 ロイター］ - 船が出た。":                            {"東京", "Reuters"},
		"【8月12日 AFP】船が出た。":                                 {"", "AFP"},
		"【AFP＝時事】船が出た。":                                    {"", "AFP"},
		"【写真】船が出た。":                                        {"", ""},
		"(서울=연합뉴스) 김바다 기자 = 배가 떠났다.":                       {"서울", "Yonhap"},
		"[서울=뉴시스] 배가 떠났다.":                                 {"서울", "Newsis"},
		"الواحة (رويترز) - غادرت العبارة.":                 {"الواحة", "Reuters"},
		"القاهرة 5 ديسمبر (رويترز) - غادرت العبارة.":       {"القاهرة", "Reuters"},
		"القاهرة – أ.ف.ب: غادرت العبارة.":                  {"القاهرة", "AFP"},
		"به گزارش خبرگزاری مهر، کشتی رفت.":                 {"", "Mehr"},
		"नई दिल्ली, 5 दिसंबर (भाषा) नाव चली गई।":           {"नई दिल्ली", "PTI"},
		"ANKARA (AA) - Vapur kalktı.":                      {"ANKARA", "Anadolu"},
		"ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - Το πλοίο έφυγε.":                {"ΑΘΗΝΑ", "AMNA"},
		"DUBLIN — She left.":                               {"DUBLIN", ""},
		"The ferry (a boat) — an old one — left.":          {"", ""},
		"The ferry left the northern harbour on Saturday.": {"", ""},
	} {
		got, _ := d.Dateline(paragraph)
		if got.Place != want[0] || got.Agency.Name != want[1] {
			t.Errorf("%q: place %q, agency %q", paragraph, got.Place, got.Agency.Name)
		}
	}
}

func TestReporters(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for paragraph, want := range map[string]string{
		"(서울=연합뉴스) 김바다 기자 = 배가 떠났다.": "김바다", "新华社北京12月27日电（记者王芳） 渡船离港。": "王芳", "(서울=연합뉴스) 배가 떠났다.": "",
	} {
		if got, _ := d.Dateline(paragraph); got.Reporter != want {
			t.Errorf("%q: reporter %q", paragraph, got.Reporter)
		}
	}
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	d := agency.New()
	for paragraph, want := range map[string]string{
		"(AFP)": "AFP", "The ferry left. (Reuters)": "Reuters", "Die Fähre legte ab. (FR mit dpa)": "dpa", "Färjan lade ut. /TT": "TT", "Færgen sejlede. /ritzau/": "Ritzau",
		"船が出た。（共同）": "Kyodo", "Prom odpłynął. (PAP)": "PAP", "The ferry (a boat) left.": "", "He told reporters (and AFP and others who had come) so.": "", "either/or": "",
	} {
		if got, _ := d.Signature(paragraph); got.Name != want {
			t.Errorf("%q: %q", paragraph, got.Name)
		}
	}
}

func FuzzDateline(f *testing.F) {
	f.Add("(서울=연합뉴스) 김바다 기자 = ")
	f.Add("新华社北京12月27日电（记者王芳）")
	f.Add("【\xff】(AFP)/")
	d := agency.New()
	f.Fuzz(func(t *testing.T, s string) {
		first, _ := d.Dateline(s)
		again, _ := d.Dateline(s)
		if first != again || len(first.Place) > len(s) {
			t.Fatalf("%q gives %+v and %+v", s, first, again)
		}
		d.Signature(s)
	})
}
