/* SPDX-License-Identifier: Apache-2.0 */
/*
 * puppet: a process for the socket tests, moved by lines on its standard input. Each line is a
 * command and gets one line back: "ok", "ok WORDS", or "error NAME". Sockets are numbers that the
 * test chooses.
 *
 *   new-netns | join-netns FILE | join-cgroup FILE      address ADDRESS (on the loopback)
 *   socket N tcp|udp 4|6 | bind N ADDRESS PORT | connect N ADDRESS PORT | disconnect N | close N
 *   peer N | send N TEXT | sendto N ADDRESS PORT TEXT | recvfrom N
 *   serve tcp|udp ADDRESS PORT TEXT: answers every client with TEXT from then on
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS 4096
#define SERVERS 64
#define WORDS	5

struct server {
	int fd;
	bool tcp;
	char text[64];
};

union sockaddr_any {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int sockets[SOCKETS];
static int families[SOCKETS];
static struct server servers[SERVERS];
static int server_count;

static void answer(bool ok)
{
	if (ok)
		puts("ok");
	else
		printf("error %s\n", strerrorname_np(errno));
}

static socklen_t parse_address(int family, const char *address, const char *port,
			       union sockaddr_any *to)
{
	memset(to, 0, sizeof(*to));
	to->any.sa_family = family;
	if (family == AF_INET) {
		to->v4.sin_port = htons(atoi(port));
		inet_pton(AF_INET, address, &to->v4.sin_addr);
		return sizeof(to->v4);
	}
	to->v6.sin6_port = htons(atoi(port));
	inet_pton(AF_INET6, address, &to->v6.sin6_addr);
	return sizeof(to->v6);
}

static void answer_address(const union sockaddr_any *from, const char *text)
{
	char address[INET6_ADDRSTRLEN];
	bool v4 = from->any.sa_family == AF_INET;

	inet_ntop(from->any.sa_family,
		  v4 ? (const void *)&from->v4.sin_addr : (const void *)&from->v6.sin6_addr,
		  address, sizeof(address));
	printf("ok %s %d%s%s\n", address, ntohs(v4 ? from->v4.sin_port : from->v6.sin6_port),
	       *text ? " " : "", text);
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool loopback_up(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool ok = ioctl(fd, SIOCSIFFLAGS, &request) == 0;

	close(fd);
	return ok;
}

static bool join_netns(const char *path)
{
	int fd = open(path, O_RDONLY);
	bool ok = fd >= 0 && setns(fd, CLONE_NEWNET) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static void add_address(const char *address)
{
	char command[128];
	bool v6 = strchr(address, ':');

	snprintf(command, sizeof(command), "ip addr add %s/%d dev lo%s", address, v6 ? 128 : 32,
		 v6 ? " nodad" : "");
	puts(system(command) == 0 ? "ok" : "error ip");
}

static int new_socket(const char *protocol, int family)
{
	int type = strcmp(protocol, "tcp") == 0 ? SOCK_STREAM : SOCK_DGRAM;
	int fd = socket(family, type | SOCK_CLOEXEC, 0);
	struct timeval patience = {.tv_sec = 5};
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	return fd;
}

static bool serve(const char *protocol, const char *address, const char *port, const char *text)
{
	int family = strchr(address, ':') ? AF_INET6 : AF_INET;
	struct server *server = &servers[server_count];
	union sockaddr_any at;
	socklen_t length = parse_address(family, address, port, &at);

	if (server_count == SERVERS)
		return false;
	server->tcp = strcmp(protocol, "tcp") == 0;
	server->fd = new_socket(protocol, family);
	snprintf(server->text, sizeof(server->text), "%s", text);
	if (bind(server->fd, &at.any, length) || (server->tcp && listen(server->fd, 4096)))
		return false;
	server_count++;
	return true;
}

static void serve_one(const struct server *server)
{
	char buffer[512];
	union sockaddr_any from;
	socklen_t length = sizeof(from);

	if (server->tcp) {
		int fd = accept(server->fd, NULL, NULL);

		send(fd, server->text, strlen(server->text), MSG_NOSIGNAL);
		close(fd);
	} else if (recvfrom(server->fd, buffer, sizeof(buffer), 0, &from.any, &length) >= 0) {
		sendto(server->fd, server->text, strlen(server->text), 0, &from.any, length);
	}
}

static void receive(int fd)
{
	char buffer[512];
	union sockaddr_any from = {.any.sa_family = AF_UNSPEC};
	socklen_t length = sizeof(from);
	ssize_t size = recvfrom(fd, buffer, sizeof(buffer) - 1, 0, &from.any, &length);

	if (size < 0)
		return answer(false);
	buffer[size] = 0;
	if (length == 0 || from.any.sa_family == AF_UNSPEC)
		printf("ok - 0 %s\n", buffer);
	else
		answer_address(&from, buffer);
}

static void peer_of(int fd)
{
	union sockaddr_any peer;
	socklen_t length = sizeof(peer);

	if (getpeername(fd, &peer.any, &length))
		return answer(false);
	answer_address(&peer, "");
}

static void socket_command(int n, char *words[WORDS])
{
	const char *name = words[0];
	union sockaddr_any to;

	if (strcmp(name, "socket") == 0) {
		families[n] = atoi(words[3]) == 4 ? AF_INET : AF_INET6;
		sockets[n] = new_socket(words[2], families[n]);
		answer(sockets[n] >= 0);
	} else if (strcmp(name, "bind") == 0) {
		socklen_t length = parse_address(families[n], words[2], words[3], &to);
		answer(bind(sockets[n], &to.any, length) == 0);
	} else if (strcmp(name, "connect") == 0) {
		socklen_t length = parse_address(families[n], words[2], words[3], &to);
		answer(connect(sockets[n], &to.any, length) == 0);
	} else if (strcmp(name, "disconnect") == 0) {
		struct sockaddr none = {.sa_family = AF_UNSPEC};
		answer(connect(sockets[n], &none, sizeof(none)) == 0);
	} else if (strcmp(name, "sendto") == 0) {
		socklen_t length = parse_address(families[n], words[2], words[3], &to);
		answer(sendto(sockets[n], words[4], strlen(words[4]), 0, &to.any, length) >= 0);
	} else if (strcmp(name, "send") == 0) {
		answer(send(sockets[n], words[2], strlen(words[2]), MSG_NOSIGNAL) >= 0);
	} else if (strcmp(name, "recvfrom") == 0) {
		receive(sockets[n]);
	} else if (strcmp(name, "peer") == 0) {
		peer_of(sockets[n]);
	} else if (strcmp(name, "close") == 0) {
		answer(close(sockets[n]) == 0);
	} else {
		puts("error command");
	}
}

static void obey(char *line)
{
	char *words[WORDS] = {"", "", "", "", ""};
	int count = 0;

	for (char *word = strtok(line, " \n"); word && count < WORDS; word = strtok(NULL, " \n"))
		words[count++] = word;
	if (strcmp(words[0], "new-netns") == 0)
		answer(unshare(CLONE_NEWNET) == 0 && loopback_up());
	else if (strcmp(words[0], "join-netns") == 0)
		answer(join_netns(words[1]));
	else if (strcmp(words[0], "join-cgroup") == 0)
		answer(write_file(words[1], "0"));
	else if (strcmp(words[0], "address") == 0)
		add_address(words[1]);
	else if (strcmp(words[0], "serve") == 0)
		answer(serve(words[1], words[2], words[3], words[4]));
	else if (atoi(words[1]) >= 0 && atoi(words[1]) < SOCKETS)
		socket_command(atoi(words[1]), words);
	else
		puts("error socket");
}

int main(void)
{
	char line[512];
	struct pollfd polled[SERVERS + 1];

	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (;;) {
		polled[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
		for (int i = 0; i < server_count; i++)
			polled[i + 1] = (struct pollfd){.fd = servers[i].fd, .events = POLLIN};
		poll(polled, server_count + 1, -1);
		for (int i = 0; i < server_count; i++)
			if (polled[i + 1].revents)
				serve_one(&servers[i]);
		if (!polled[0].revents)
			continue;
		if (!fgets(line, sizeof(line), stdin))
			return 0;
		obey(line);
	}
}
