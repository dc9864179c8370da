/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * pingpong: the smallest client and server that tell what a connection costs.
 *
 *   pingpong server PORT
 *   pingpong rr  ADDRESS PORT MILLISECONDS    one connection, one byte each way, again and again
 *   pingpong crr ADDRESS PORT MILLISECONDS    connect, one byte each way, close, again and again
 *
 * A client prints "p50_ns rate_per_second count".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES 2000000

static long long samples[SAMPLES];

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what)
{
	fprintf(stderr, "pingpong: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int one(int fd, int option)
{
	int yes = 1;

	return setsockopt(fd, option == TCP_NODELAY ? IPPROTO_TCP : SOL_SOCKET, option, &yes,
			  sizeof(yes));
}

static void server(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
	struct epoll_event event = {.events = EPOLLIN}, ready[64];
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int poll = epoll_create1(0);
	char byte;

	one(listener, SO_REUSEADDR);
	if (bind(listener, (struct sockaddr *)&at, sizeof(at)) || listen(listener, 1024))
		die("listen");
	event.data.fd = listener;
	epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
	puts("ready");
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(poll, ready, 64, -1);

		for (int i = 0; i < n; i++) {
			int fd = ready[i].data.fd;

			if (fd == listener) {
				event.data.fd = accept(listener, NULL, NULL);
				one(event.data.fd, TCP_NODELAY);
				epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
			} else if (read(fd, &byte, 1) != 1 || write(fd, &byte, 1) != 1) {
				close(fd);
			}
		}
	}
}

static int dial(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)to, sizeof(*to)))
		die("connect");
	one(fd, TCP_NODELAY);
	return fd;
}

static void ping(int fd)
{
	char byte = 'x';

	if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
		die("ping");
}

/* A reset instead of TIME_WAIT, so that a run never lacks ports. */
static void hang_up(int fd)
{
	struct linger reset = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(fd);
}

static int ascending(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return (x > y) - (x < y);
}

static void client(int connects, const char *address, int port, int milliseconds)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	long long begin = now(), end = begin + milliseconds * 1000000LL, t;
	int count = 0, fd = -1;

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1)
		die("address");
	if (!connects)
		fd = dial(&to);
	while ((t = now()) < end && count < SAMPLES) {
		if (connects)
			fd = dial(&to);
		ping(fd);
		if (connects)
			hang_up(fd);
		samples[count++] = now() - t;
	}
	t = now();
	qsort(samples, count, sizeof(samples[0]), ascending);
	printf("%lld %.0f %d\n", samples[count / 2], count * 1e9 / (t - begin), count);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 3 && !strcmp(argv[1], "server"))
		server(atoi(argv[2]));
	else if (argc == 5)
		client(!strcmp(argv[1], "crr"), argv[2], atoi(argv[3]), atoi(argv[4]));
	else
		return fprintf(stderr, "usage: see the head of the source\n"), 2;
	return 0;
}
