package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The settings of an address that are ours; all others are PostgreSQL's.
const (
	settingRetention    = "retention-months"
	settingPasswordFile = "password-file"
)

// address is an address, read.
type address struct {
	config       *pgxpool.Config
	name         string // for people: without user, password and settings
	retention    int    // months; 0 keeps all
	passwordFile string
}

// errAddress says no more: what can't be read may hold the password anywhere.
var errAddress = errors.New("the address can't be read: give postgres://USER@HOST:PORT/DATABASE?SETTING=VALUE; what is special in a user or password is written as %XX")

// parseAddress reads an address. Its errors don't hold the password.
func parseAddress(dsn string) (address, error) {
	var a address
	scheme, base, _ := strings.Cut(dsn, "://")
	if scheme = strings.ToLower(scheme); scheme != "postgres" && scheme != "postgresql" {
		return address{}, errAddress
	}
	base, query, _ := strings.Cut(base, "?")
	var rest []string
	for setting := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(setting, "=")
		value, err := url.PathUnescape(value)
		if err != nil {
			return address{}, errAddress
		}
		switch name {
		case settingRetention:
			if a.retention, err = strconv.Atoi(value); err != nil || a.retention < 1 {
				return address{}, fmt.Errorf("%s is %q: give how many months a version is kept, at least 1", name, value)
			}
		case settingPasswordFile:
			a.passwordFile = value
		case "":
		default:
			rest = append(rest, setting)
		}
	}
	config, err := pgxpool.ParseConfig("postgres://" + base + "?" + strings.Join(rest, "&"))
	if err != nil || strings.Contains(config.ConnConfig.Database, "@") { // a password with a slash in it makes one
		return address{}, errAddress
	}
	server := config.ConnConfig
	a.config, a.name = config, "postgres://"+net.JoinHostPort(server.Host, strconv.Itoa(int(server.Port)))+"/"+server.Database
	if strings.HasPrefix(server.Host, "/") { // a directory of sockets
		a.name = "postgres:///" + server.Database + "?host=" + server.Host
	}
	if a.passwordFile != "" {
		// Read anew for each connection: whoever changes the password changes the file.
		config.BeforeConnect = func(_ context.Context, c *pgx.ConnConfig) error {
			password, err := os.ReadFile(a.passwordFile)
			if err != nil {
				return fmt.Errorf("read %s: %w", settingPasswordFile, err)
			}
			c.Password = strings.TrimRight(string(password), "\r\n")
			return nil
		}
	}
	return a, nil
}
