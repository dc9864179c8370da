package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
)

// longestSocket is what the kernel takes as the path of a Unix socket (sun_path less its ending zero).
const longestSocket = 107

// etcdURL is where etcd listens: a socket in the directory, so that no second port has to be found.
func (s state) etcdURL() string { return "unix://" + s.path("etcd.sock") }

func startEtcd(ctx context.Context, s state) (part, error) {
	if path := s.path("etcd.sock"); len(path) > longestSocket {
		return part{}, fmt.Errorf("socket path %s is longer than %d bytes: use a shorter --dir", path, longestSocket)
	}
	config := embed.NewConfig()
	config.Dir = s.path("etcd")
	config.ListenClientUrls = []url.URL{{Scheme: "unix", Path: s.path("etcd.sock")}}
	// A lone member has no peers. The addresses that it advertises may not be sockets and are never dialled.
	config.ListenPeerUrls = nil
	config.LogLevel = "error"
	// The data of a test need not outlive a power cut.
	config.UnsafeNoFsync = true
	// As kubeadm sets it: bookmarks of a kind that does not change follow the versions of the others.
	config.WatchProgressNotifyInterval = 5 * time.Second
	server, err := embed.StartEtcd(config)
	if err != nil {
		return part{}, err
	}
	p := background("etcd", func(ctx context.Context) error {
		defer server.Close()
		select {
		case err := <-server.Err():
			return err
		case <-ctx.Done():
			return nil
		}
	})
	select {
	case <-server.Server.ReadyNotify():
		return p, nil
	case <-ctx.Done():
		p.stop()
		return part{}, fmt.Errorf("told to end before it was ready")
	}
}

// compact drops all history up to now, as the API server does every five minutes: a watch that starts at
// an older resourceVersion and reaches etcd is then told that it is too old.
func compact(ctx context.Context, s state) error {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{s.etcdURL()}, DialTimeout: 10 * time.Second})
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	now, err := client.Get(ctx, "/")
	if err != nil {
		return err
	}
	if _, err := client.Compact(ctx, now.Header.Revision, clientv3.WithCompactPhysical()); err != nil {
		return err
	}
	fmt.Println(now.Header.Revision)
	return nil
}
