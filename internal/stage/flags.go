package stage

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/lane"
	"github.com/wirecopy/wirecopy/internal/pressure"
	"github.com/wirecopy/wirecopy/internal/robots"
	"github.com/wirecopy/wirecopy/internal/secret"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// lanePatience is how long a worker waits, in hand, for a host's lane.
const lanePatience = 2 * time.Second

// Log is how a process writes its log.
type Log struct {
	LogLevel  zapcore.Level    `default:"info" help:"Least level of log lines: debug, info, warn or error."`
	LogFormat telemetry.Format `default:"json" enum:"json,console" help:"Form of log lines: json or console."`
}

// Logger makes the logger, on standard error.
func (l Log) Logger() *zap.Logger { return telemetry.Logger(os.Stderr, l.LogLevel, l.LogFormat) }

// Streams is how large the streams may grow.
type Streams struct {
	StreamReplicas int           `default:"1" help:"How many servers of a cluster keep each stream: 1, 3 or 5."`
	ArticlesAge    time.Duration `default:"7d" help:"How long articles can be replayed."`
	ArticlesBytes  int64         `default:"8589934592" help:"Most bytes of the stream of articles."`
	RejectedBytes  int64         `default:"1073741824" help:"Most bytes of the stream of rejections."`
	StorageBytes   int64         `placeholder:"BYTES" help:"Bytes that all streams together may take, where the NATS account has no limit of its own: near it, polling and parsing pause."`
}

// Sizes are the topology's.
func (s Streams) Sizes() bus.Sizes {
	return bus.Sizes{Replicas: s.StreamReplicas, ArticleAge: s.ArticlesAge, ArticleBytes: s.ArticlesBytes, RejectedBytes: s.RejectedBytes}
}

// pressure says when the wire holds back.
func (s Streams) pressure() pressure.Config {
	if s.StorageBytes > 0 {
		return pressure.Defaults().Fit(s.StorageBytes)
	}
	return pressure.Defaults()
}

// Validate reports all faults at once.
func (s Streams) Validate() error {
	if s.StorageBytes < 0 {
		return errors.Join(s.Sizes().Validate(), errors.New("--storage-bytes must not be below 0"))
	}
	return s.Sizes().Validate()
}

// Web is how a process asks sites.
type Web struct {
	AllowNet     []netip.Prefix `placeholder:"CIDR" help:"Network that may be asked although it is private; may be given several times."`
	HostInterval time.Duration  `default:"1s" help:"Least time between two requests to a host; 0 for none."`
	Alone        bool           `kong:"-"` // this process is the whole wire, until another one comes
	UserAgent    string         `help:"Name that sites see, with an address where they can complain." placeholder:"NAME"`
	Proxy        string         `secret:"" help:"Proxy that all requests to sites go through: http://, https:// or socks5://, with its login if it wants one. It must refuse private addresses itself too." placeholder:"URL"`
}

// Validate reports all faults at once.
func (w Web) Validate() error {
	if w.HostInterval < 0 {
		return errors.New("--host-interval must not be below 0")
	}
	return w.config().Validate()
}

// config is the web client's.
func (w Web) config() web.Config {
	config := web.Defaults()
	config.UserAgent = fmt.Sprintf("wirecopy/%s (+https://github.com/wirecopy/wirecopy)", telemetry.Version())
	if w.UserAgent != "" {
		config.UserAgent = w.UserAgent
	}
	config.AllowNets, config.Proxy = w.AllowNet, w.Proxy
	return config
}

// Client makes a web client for one process alone. A nil registerer keeps its metrics unseen.
func (w Web) Client(registerer prometheus.Registerer) (*web.Client, error) {
	deps := web.Deps{Registerer: registerer}
	if w.HostInterval > 0 {
		deps.Gate = lane.NewLocal(w.lanes(""))
	}
	return web.New(w.config(), deps)
}

// Shared makes the web client of a process that shares the lanes of hosts with
// all others of its wire, and what asks sites for leave by robots.txt. Holder
// names the process.
func (w Web) Shared(ctx context.Context, b *bus.Bus, holder string, registerer prometheus.Registerer) (*web.Client, *robots.Permits, error) {
	hosts, err := b.Bucket(ctx, schema.BucketHosts)
	if err != nil {
		return nil, nil, err
	}
	config := w.lanes(holder)
	if w.Alone {
		config.Alone = holder
	}
	lanes := lane.NewShared(hosts, config)
	if err := lanes.Register(registerer); err != nil {
		return nil, nil, err
	}
	deps := web.Deps{Registerer: registerer}
	if w.HostInterval > 0 {
		deps.Gate = lanes
	}
	client, err := web.New(w.config(), deps)
	if err != nil {
		return nil, nil, err
	}
	permits := robots.New(robots.Config{Agent: w.config().UserAgent}, robots.Deps{Web: client, Bucket: hosts, Lanes: lanes})
	return client, permits, permits.Register(registerer)
}

func (w Web) lanes(holder string) lane.Config {
	return lane.Config{Spacing: w.HostInterval, Patience: lanePatience, Holder: holder}
}

// Secrets is where a process finds what feeds only name: passwords, tokens, cookies.
type Secrets struct {
	Dir secret.Directory `name:"secrets" placeholder:"DIR" help:"Directory with a file for each secret that feeds name, as Kubernetes mounts them; read anew whenever one is used."`
}

// Validate finds a directory that isn't there.
func (s Secrets) Validate() error {
	if err := s.Dir.Check(); err != nil {
		return fmt.Errorf("--secrets: %w", err)
	}
	return nil
}

// Secret reads a secret; see [secret.Directory.Secret].
func (s Secrets) Secret(ctx context.Context, name string) (string, error) {
	return s.Dir.Secret(ctx, name)
}
