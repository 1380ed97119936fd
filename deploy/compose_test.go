package deploy_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/wirecopy/wirecopy/internal/accounts"
	"github.com/wirecopy/wirecopy/internal/env"
	"github.com/wirecopy/wirecopy/internal/stage"
)

const composeFile = "compose.yaml"

// compose reads the file as `docker compose config` does, which refuses what is
// unknown to the specification.
func compose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{composeFile}, cli.WithProfiles([]string{"*"}), cli.WithResolvedPaths(true),
		cli.WithoutEnvironmentResolution) // secrets/nats.env is made by make compose-secrets
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeContainersAreContained(t *testing.T) {
	t.Parallel()
	pinned := regexp.MustCompile(`^[a-z]+(/[a-z]+)?:v?[0-9]+\.[0-9]+(\.[0-9]+)?(-alpine)?$`)
	for name, s := range compose(t).Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s can write its root, or get privileges", name)
		}
		if s.Privileged || len(s.CapAdd) > 0 || s.NetworkMode != "" || s.Pid != "" {
			t.Errorf("%s is given more than a container has", name)
		}
		switch {
		case s.Build == nil && !pinned.MatchString(s.Image):
			t.Errorf("%s: image %s has no version of its own", name, s.Image)
		case s.Build != nil && s.Image != "wirecopy/"+*s.Build.Args["SERVICE"]+":devel":
			t.Errorf("%s: image %s is built of %s", name, s.Image, *s.Build.Args["SERVICE"])
		}
		ends := s.Restart == "on-failure" || len(s.Profiles) > 0
		if s.HealthCheck == nil != ends {
			t.Errorf("%s: nobody sees whether it is well", name)
		}
		if s.MemLimit == 0 != ends {
			t.Errorf("%s: its memory has no limit", name)
		}
		for _, port := range s.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s: port %d is open beyond this machine", name, port.Target)
			}
		}
		for _, v := range s.Volumes {
			if _, err := os.Stat(v.Source); v.Type == types.VolumeTypeBind && (err != nil || !v.ReadOnly) {
				t.Errorf("%s: %s is not there, or can be written: %v", name, v.Source, err)
			}
		}
	}
}

// Every variable is one that the program knows, with a value that it takes.
func TestComposeServicesUnderstandTheirEnvironment(t *testing.T) {
	t.Parallel()
	tool := func() any { return &struct{ stage.Server }{} }
	all := map[string]func() any{"setup": tool, "check": tool, "wirecopy": tool}
	maps.Copy(all, grammars)
	project := compose(t)
	for name, grammar := range all {
		var environ []string
		for key, value := range project.Services[name].Environment {
			environ = append(environ, key+"="+*value)
		}
		if _, err := (env.Program{Name: name}).Parse(grammar(), nil, environ); err != nil {
			t.Errorf("%s: %v\n%s", name, err, strings.Join(environ, "\n"))
		}
	}
}

// Secrets come as files, and to who needs them: a user's key to its own service.
func TestComposeSecretsAreFilesOfWhoNeedsThem(t *testing.T) {
	t.Parallel()
	project := compose(t)
	for name, secret := range project.Secrets {
		if filepath.Base(filepath.Dir(secret.File)) != "secrets" || filepath.Base(secret.File) != name {
			t.Errorf("secret %s is %+v", name, secret)
		}
	}
	want := map[string][]string{
		"storer": {"postgres", "storer.nk"}, "postgres": {"postgres"}, "nats": nil, "grafana": {"grafana"}, "prometheus": nil,
		"wirecopy": {accounts.Operator + ".nk"},
	}
	for _, user := range accounts.Users() {
		if _, listed := want[user.Name]; !listed && user.Name != accounts.Operator {
			want[user.Name] = []string{user.Name + ".nk"}
		}
	}
	for name, s := range project.Services {
		var got []string
		for _, secret := range s.Secrets {
			got = append(got, secret.Source)
		}
		slices.Sort(got)
		if !slices.Equal(got, want[name]) {
			t.Errorf("%s is given the secrets %v, want %v", name, got, want[name])
		}
		if key := s.Environment["WIRECOPY_NATS_NKEY"]; key != nil && !slices.Contains(got, strings.TrimPrefix(*key, "/run/secrets/")) {
			t.Errorf("%s logs in with %s, which it isn't given", name, *key)
		}
		for key := range s.Environment {
			if (strings.Contains(key, "PASSWORD") || strings.Contains(key, "SECRET")) && !strings.HasSuffix(key, "FILE") {
				t.Errorf("%s is told a secret by %s", name, key)
			}
		}
	}
}

// Who can reach whom: neighbours are those that a network joins.
func TestComposeContainersReachWhatTheyNeed(t *testing.T) {
	t.Parallel()
	project := compose(t)
	neighbours := func(name string) (all []string, out bool) {
		for network := range project.Services[name].Networks {
			out = out || !project.Networks[network].Internal
			for other, s := range project.Services {
				if _, joined := s.Networks[network]; joined && other != name && !slices.Contains(all, other) {
					all = append(all, other)
				}
			}
		}
		return all, out
	}
	for name, want := range map[string]struct {
		never []string
		out   bool // beyond this machine
	}{
		"fetcher":  {[]string{"postgres"}, true},
		"parser":   {[]string{"postgres"}, true},
		"storer":   {nil, false},
		"setup":    {[]string{"postgres", "prometheus", "grafana"}, false},
		"check":    {[]string{"postgres", "prometheus", "grafana"}, false},
		"postgres": {[]string{"fetcher", "parser", "nats", "prometheus", "grafana", "setup", "check", "wirecopy"}, false},
	} {
		all, out := neighbours(name)
		if out != want.out {
			t.Errorf("%s reaches the internet: %t", name, out)
		}
		for _, other := range want.never {
			if slices.Contains(all, other) {
				t.Errorf("%s reaches %s", name, other)
			}
		}
	}
}
