package env

import (
	"bytes"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// polling is a service's config: defaults in a function, a check of its own.
type polling struct {
	PollMin time.Duration `help:"Shortest time between two polls."`
	PollMax time.Duration `help:"Longest time between two polls."`
}

func defaults() polling { return polling{PollMin: 5 * time.Minute, PollMax: 24 * time.Hour} }

func (p *polling) Validate() error {
	var errs []error
	if p.PollMin > p.PollMax {
		errs = append(errs, errors.New("--poll-min is above --poll-max"))
	}
	if p.PollMin < time.Second {
		errs = append(errs, errors.New("--poll-min is below 1s"))
	}
	return errors.Join(errs...)
}

// service is the grammar of a small binary without commands.
type service struct {
	polling  `embed:""`
	NATS     *url.URL       `name:"nats" default:"nats://127.0.0.1:4222" help:"The NATS server."`
	AllowNet []netip.Prefix `help:"Networks that may be fetched from."`
	Feed     []string       `sep:"none" help:"Feeds to add."`
	Workers  int            `default:"4" help:"Downloads at a time."`
	Ratio    float64        `default:"0.5" help:"How much."`
	Robots   bool           `default:"true" negatable:"" help:"Obey robots.txt."`
	Format   string         `enum:"json,console" default:"json" help:"Form of the log."`
	Token    string         `secret:"" help:"Password of the server."`
	Pin      uint8          `secret:"" help:"A secret number."`
}

func (service) Examples() []string { return []string{"fetcher --poll-min 10m"} }

func parseService(t *testing.T, args, environ []string) (service, error) {
	t.Helper()
	cfg := service{polling: defaults()}
	_, err := Program{Name: "fetcher"}.Parse(&cfg, args, environ)
	return cfg, err
}

func TestParseTakesFlagThenVariableThenDefault(t *testing.T) {
	t.Parallel()
	cfg, err := parseService(t,
		[]string{"--poll-min", "10m", "--feed", "https://a.example/?x=1,2", "--feed=https://b.example/", "--no-robots"},
		[]string{
			"WIRECOPY_POLL_MIN=1m", "WIRECOPY_POLL_MAX=7d", "WIRECOPY_ALLOW_NET=10.0.0.0/8,127.0.0.1/32",
			"WIRECOPY_WORKERS=", "WIRECOPY_RATIO=0.25", "WIRECOPY_TOKEN=s3cret", "WIRECOPY_TOKEN=second",
			"WIRECOPY_TEST_ANYTHING=1", "HOME=/root", "PATH",
		})
	if err != nil {
		t.Fatal(err)
	}
	want := service{
		polling:  polling{PollMin: 10 * time.Minute, PollMax: 7 * 24 * time.Hour},
		NATS:     &url.URL{Scheme: "nats", Host: "127.0.0.1:4222"},
		AllowNet: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")},
		Feed:     []string{"https://a.example/?x=1,2", "https://b.example/"},
		Workers:  4, Ratio: 0.25, Format: "json", Token: "s3cret",
	}
	if diff := cmp.Diff(want, cfg, cmp.AllowUnexported(service{}), cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

func TestParseReadsNoEnvironmentOfItsOwn(t *testing.T) {
	t.Setenv("WIRECOPY_WORKERS", "9")
	cfg, err := parseService(t, nil, nil)
	if err != nil || cfg.Workers != 4 {
		t.Errorf("workers %d, err %v, want the default: only what is passed in counts", cfg.Workers, err)
	}
}

func TestParseReportsAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	_, err := parseService(t,
		[]string{
			"--poll-min", "0s", "--worker", "3", "--workers=many", "--allow-net", "10.0.0.0/8,home,::/200",
			"--bogus=1", "--nats=localhost", "--format", "xml", "--feed", "--robots=maybe", "stray",
		},
		[]string{
			"WIRECOPY_POLL_MAX=soon", "WIRECOPY_RATIO=half", "WIRECOPY_POL_MAX=1h", "WIRECOPY_ZZZZZZZZ=1",
			"WIRECOPY_PIN=4711", "WIRECOPY_TOKEN_=hunter2", "WIRECOPY_API_SERVICE_HOST=10.0.0.1",
			"WIRECOPY_API_PORT=tcp://10.0.0.1:80", "WIRECOPY_API_PORT_80_TCP_ADDR=10.0.0.1", "WIRECOPY_PORT=80",
		})
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want faults", err)
	}
	const link = " is no setting: it looks like a service link of Kubernetes; set enableServiceLinks: false"
	want := Faults{
		`unknown flag --worker, did you mean "--workers"?`,
		`--workers is "many": expected a whole number that fits into 64 bits`,
		`--allow-net is "home": expected a network such as 10.0.0.0/8`,
		`--allow-net is "::/200": expected a network such as 10.0.0.0/8`,
		`unknown flag --bogus`,
		`--nats is "localhost": expected a whole URL such as https://news.example/feed.xml`,
		`--format is "xml": expected one of json, console`,
		`--feed needs a value: some text`,
		`--robots is "maybe": expected true or false`,
		`unexpected argument stray`,
		`WIRECOPY_POLL_MAX is "soon": expected a duration such as 90s, 5m, 24h or 7d`,
		`WIRECOPY_RATIO is "half": expected a number such as 0.5`,
		`WIRECOPY_PIN can't be read: expected a whole number, not below 0, that fits into 8 bits`,
		`WIRECOPY_API_PORT` + link,
		`WIRECOPY_API_PORT_80_TCP_ADDR` + link,
		`WIRECOPY_API_SERVICE_HOST` + link,
		`WIRECOPY_POL_MAX is no setting; did you mean WIRECOPY_POLL_MAX?`,
		`WIRECOPY_PORT is no setting; --help lists those that there are`,
		`WIRECOPY_TOKEN_ is no setting; did you mean WIRECOPY_TOKEN?`,
		`WIRECOPY_ZZZZZZZZ is no setting; --help lists those that there are`,
		`--poll-min is below 1s`,
	}
	if diff := cmp.Diff(want, faults); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if faults.ExitCode() != 2 {
		t.Errorf("exit code %d, want 2", faults.ExitCode())
	}
	if text := err.Error(); !strings.HasPrefix(text, "21 faults in the configuration:\n  unknown flag --worker,") {
		t.Errorf("text %q", text)
	}
}

// leaky puts a secret into the words of its check.
type leaky struct {
	Token string `secret:"" required:""`
}

func (l leaky) Validate() error { return errors.New("bad token " + l.Token) }

func TestParseNeverShowsSecrets(t *testing.T) {
	t.Parallel()
	_, err := Program{Name: "x"}.Parse(&leaky{}, nil, []string{"WIRECOPY_TOKEN=hunter2"})
	if err == nil || err.Error() != "bad token (secret)" {
		t.Errorf("got %v", err)
	}
	var out bytes.Buffer
	_, err = Program{Name: "x", Stdout: &out}.Parse(&service{Token: "hunter2"}, []string{"--help"}, nil)
	if !errors.As(err, &Shown{}) || strings.Contains(out.String(), "hunter2") {
		t.Errorf("err %v, help:\n%s", err, out.String())
	}
}

// commands is a grammar like that of the all-in-one binary.
type commands struct {
	Up    upCommand `cmd:"" help:"Run everything."`
	Feeds struct {
		Add addCommand `cmd:"" help:"Add feeds."`
	} `cmd:"" help:"Change the catalogue."`
}

type upCommand struct {
	polling `embed:""`
	Data    string `default:"./wirecopy-data" type:"path" help:"Where all is kept."`
	Quiet   bool   `xor:"show" help:"Show nothing."`
	Demo    bool   `xor:"show" help:"Show the demo."`
}

func (upCommand) Examples() []string {
	return []string{"wirecopy up --demo", "wirecopy up --feed https://news.example/feed.xml"}
}

type addCommand struct {
	NATS string   `name:"nats" required:"" help:"The server."`
	URL  []string `arg:"" name:"url" help:"Addresses of feeds."`
	done func(*addCommand)
}

func (a *addCommand) Run() error {
	a.done(a)
	return nil
}

func TestParseRunsCommands(t *testing.T) {
	t.Parallel()
	var got []string
	grammar := &commands{Up: upCommand{polling: defaults()}}
	grammar.Feeds.Add.done = func(a *addCommand) { got = append(got, append(a.URL, a.NATS)...) }
	ctx, err := Program{Name: "wirecopy"}.Parse(grammar,
		[]string{"feeds", "add", "https://a.example/", "https://b.example/"},
		[]string{"WIRECOPY_NATS=nats://h:1", "WIRECOPY_POLL_MIN=no duration, but another command's"})
	if err != nil {
		t.Fatal(err)
	}
	if err := ctx.Run(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"https://a.example/", "https://b.example/", "nats://h:1"}, got); diff != "" {
		t.Errorf("command got (-want +got):\n%s", diff)
	}
}

func TestParseFaultsOfCommands(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		args    []string
		environ []string
		want    Faults
	}{
		{name: "none given", want: Faults{`expected one of "up", "feeds"`}},
		{name: "misspelt", args: []string{"upp", "--demo"}, want: Faults{`unexpected argument upp, did you mean "up"?`}},
		{name: "missing flag and argument", args: []string{"feeds", "add"}, want: Faults{"--nats is missing: some text", "<url> is missing: some text"}},
		{name: "exclusive flags", args: []string{"up", "--quiet", "--demo"}, want: Faults{"--quiet and --demo can't be used together"}},
		{name: "value is a flag", args: []string{"up", "--data", "--demo"}, want: Faults{"--data needs a value: some text"}},
		{name: "value of a flag nobody knows", args: []string{"up", "--dataa", "/x", "--poll-min=x"}, want: Faults{
			`unknown flag --dataa, did you mean "--data"?`,
			`--poll-min is "x": expected a duration such as 90s, 5m, 24h or 7d`,
		}},
		{name: "check of an embedded struct, once", args: []string{"up", "--poll-max=1m"}, want: Faults{"--poll-min is above --poll-max"}},
		{name: "nearest of all commands", args: []string{"up"}, environ: []string{"WIRECOPY_NAT=x"}, want: Faults{"WIRECOPY_NAT is no setting; did you mean WIRECOPY_NATS?"}},
		{name: "help has no variable", args: []string{"up"}, environ: []string{"WIRECOPY_HELP=1"}, want: Faults{"WIRECOPY_HELP is no setting; --help lists those that there are"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Program{Name: "wirecopy"}.Parse(&commands{Up: upCommand{polling: defaults()}}, tt.args, tt.environ)
			var faults Faults
			errors.As(err, &faults)
			if diff := cmp.Diff(tt.want, faults); diff != "" {
				t.Errorf("faults of %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestParseShowsHelp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := Program{Name: "wirecopy", Description: "Your own news wire.", Version: "v1.2.3", Stdout: &out}
	_, err := p.Parse(&commands{Up: upCommand{polling: defaults()}}, []string{"up", "--poll-min=x", "--help"}, []string{"WIRECOPY_TYPO=1"})
	if !errors.As(err, &Shown{}) || (Shown{}).ExitCode() != 0 {
		t.Errorf("got %v, want Shown, whatever else is wrong", err)
	}
	for _, want := range []string{
		"Usage: wirecopy up", "Run everything.", "Examples:", "    wirecopy up --demo\n    wirecopy up --feed",
		"--poll-min=5m", "[WIRECOPY_POLL_MIN]", "--poll-max=24h", "--data=",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("help lacks %q:\n%s", want, out.String())
		}
	}
}

func TestParseShowsVersion(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := Program{Name: "wirecopy", Version: "v1.2.3", Stdout: &out}
	if _, err := p.Parse(&commands{}, []string{"--version"}, nil); !errors.As(err, &Shown{}) || out.String() != "v1.2.3\n" {
		t.Errorf("got %v, %q", err, out.String())
	}
}

func TestParseRefusesAWrongGrammar(t *testing.T) {
	t.Parallel()
	for name, grammar := range map[string]any{
		"no pointer": service{},
		"unreadable default": &struct {
			Poll time.Duration `default:"soon"`
		}{},
		"variable by hand": &struct {
			Poll time.Duration `env:"POLL"`
		}{},
	} {
		var faults Faults
		if _, err := (Program{Name: "x"}).Parse(grammar, nil, nil); err == nil || errors.As(err, &faults) {
			t.Errorf("%s: got %v, want an error that is no user's fault", name, err)
		}
	}
}
