// Command weir-kube runs the real Kubernetes control plane on loopback for Weir's tests: etcd, the API
// server and its controllers in one process or one by one, and kube-proxy for comparison.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"k8s.io/component-base/cli"
	logsapi "k8s.io/component-base/logs/api/v1"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

const usage = `usage: weir-kube COMMAND --dir DIR [--address IP] [--port N] [--until-eof] [-- FLAGS]

  apiserver-all       etcd, the API server and the controllers in this process
  etcd                etcd alone; listens on a socket in DIR
  apiserver           the API server alone; needs etcd in the same DIR
  controller-manager  the controllers alone; need the API server of the same DIR
  compact             forget the history of etcd in the same DIR, then end
  proxy FLAGS         kube-proxy with its own flags

Everything listens on --address (127.0.0.1) or in DIR and keeps its state in DIR. Once all parts serve, one line
"ready" is printed and DIR/kubeconfig is valid. --port 0, the default, takes the port that DIR used
before, else a free one. SIGTERM ends all parts in order; --until-eof does so too when standard input
ends. FLAGS go to the API server, or to the controllers where they run alone.
`

// stopLimit bounds the wait for each part's clean end, after which the process ends anyway.
const stopLimit = 15 * time.Second

// parts tells what each command runs.
var parts = map[string][]string{
	"apiserver-all":      {"etcd", "apiserver", "controllers"},
	"etcd":               {"etcd"},
	"apiserver":          {"apiserver"},
	"controller-manager": {"controllers"},
	"compact":            {"compact"},
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "proxy" {
		command := proxy.NewProxyCommand()
		command.SetArgs(os.Args[2:])
		os.Exit(cli.Run(command))
	}
	if len(os.Args) < 2 || parts[os.Args[1]] == nil {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "weir-kube %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

func run(command string, args []string) error {
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	dir := flags.String("dir", "", "")
	address := flags.String("address", "127.0.0.1", "")
	port := flags.Int("port", 0, "")
	untilEOF := flags.Bool("until-eof", false, "")
	_ = flags.Parse(args)
	if *dir == "" {
		return fmt.Errorf("--dir is missing: name the directory that holds or shall hold the state")
	}
	ip, err := netip.ParseAddr(*address)
	if err != nil {
		return fmt.Errorf("--address: %w", err)
	}
	absolute, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(absolute, 0o700); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if *untilEOF {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	// API server and controllers both set up the process's one logger.
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged
	if parts[command][0] == "compact" {
		return compact(ctx, state{dir: absolute})
	}
	return serve(ctx, parts[command], state{dir: absolute, address: netip.AddrPortFrom(ip, uint16(*port))}, flags.Args())
}

// part is one running server: done delivers its end, stop asks for it.
type part struct {
	name string
	done <-chan error
	stop func()
}

// serve starts the named parts in order, waits for the signal or the first part that ends by itself,
// and stops them in the opposite order.
func serve(ctx context.Context, names []string, st state, extra []string) error {
	var running []part
	defer func() {
		for _, p := range slices.Backward(running) {
			p.stop()
			select {
			case <-p.done:
			case <-time.After(stopLimit):
				fmt.Fprintf(os.Stderr, "weir-kube: %s did not end within %s\n", p.name, stopLimit)
			}
		}
	}()
	failed := make(chan error, len(names))
	for _, name := range names {
		var own []string
		if name == "apiserver" || len(names) == 1 {
			own = extra
		}
		p, err := start(ctx, name, st, own)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		running = append(running, p)
	}
	for i, p := range running {
		ended := make(chan error, 1)
		go func() {
			err := <-p.done
			ended <- err
			failed <- fmt.Errorf("%s ended: %w", p.name, err)
		}()
		running[i].done = ended
	}
	fmt.Println("ready")
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// start runs one part and returns once it serves.
func start(ctx context.Context, name string, st state, extra []string) (part, error) {
	switch name {
	case "etcd":
		return startEtcd(ctx, st)
	case "apiserver":
		return startAPIServer(ctx, st, extra)
	default:
		return startControllers(ctx, st, extra)
	}
}

// background runs a server until its part is stopped.
func background(name string, server func(context.Context) error) part {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server(ctx) }()
	return part{name: name, done: done, stop: cancel}
}
