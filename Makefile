# Every target is one line of Maven or one script. `make` lists them.
MVN := scripts/mvn -q
ROOT_TESTS := -Dtest.excluded=kube -Dtest.included='kernel|sandbox' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: help setup build check test test-kube kube cluster-up cluster-down cluster-status e2e e2e-short conformance demo fmt bench-connect bench-sync bench-policy bench-nodeport clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## install what the build needs (Debian, root)
	scripts/setup

build: ## compile everything, Java and BPF; bin/weir runs it
	$(MVN) -DskipTests package

check: ## format, warnings as errors, unit, property, golden and architecture tests; no root
	$(MVN) spotless:check verify
	clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')
	shellcheck tools/*/*.sh scripts/*

test: check ## every test that needs no cluster: check, then kernel and sandbox tests (root)
	$(MVN) $(ROOT_TESTS) verify

kube: ## build the real Kubernetes control plane for tests (about 8 minutes, once)
	tools/kube/build.sh

test-kube: ## the agent against the real Kubernetes API server and controllers
	WEIR_KUBE=$$(tools/kube/build.sh) $(MVN) -Dtest.excluded=none -Dtest.included=kube -Dsurefire.failIfNoSpecifiedTests=false verify

cluster-up: build ## real kubelets and containers on this machine; NODES=3 FAMILY=dual|ipv4|ipv6 CNI=ptp|bridge PROXY=none|iptables|nftables
	tools/cluster/cluster.sh up

cluster-down: ## remove the cluster, also after a crash
	tools/cluster/cluster.sh down

cluster-status: ## nodes and pods of the cluster
	tools/cluster/cluster.sh status

e2e: ## upstream's tests of the network against the cluster that is up; FOCUS=regex PROCS=4 REPORT=file
	tools/cluster/e2e.sh

conformance: build ## both, with kube-proxy and with Weir: writes docs/conformance.md (some 50 minutes)
	tools/cluster/conformance.sh

e2e-short: ## a selection of them of some ten minutes
	tools/cluster/e2e.sh --suite short

demo: build ## a cluster of three nodes on this machine, from kubectl apply to the kernel
	bin/weir demo

bench-connect: build ## connect and request/response through a Service against the pod itself
	bin/weir-bench connect

bench-sync: build ## 10,000 Services x 10 endpoints into the maps, and one change
	bin/weir-bench sync

bench-policy: build ## pod to pod under policies of up to 10,000 rules, beside iptables and nftables
	bin/weir-bench policy

bench-nodeport: build ## outside to a NodePort on another node, every mode, beside the real kube-proxy
	WEIR_KUBE=$$(tools/kube/build.sh) bin/weir-bench nodeport

fmt: ## apply the formatters
	$(MVN) spotless:apply
	clang-format -i $$(git ls-files '*.c' '*.h')

clean: ## remove what was built
	$(MVN) clean
