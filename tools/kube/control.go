package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/wait"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	cliflag "k8s.io/component-base/cli/flag"
	logsapi "k8s.io/component-base/logs/api/v1"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserveroptions "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controlleroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
)

// serviceCIDRs are the ranges that Services take their addresses from, IPv4 first.
const serviceCIDRs = "10.96.0.0/16,fd00:10:96::/112"

// readyLimit bounds the wait for the API server to serve.
const readyLimit = 3 * time.Minute

// useful names the controllers that make the objects Weir watches, and those that they lean on. Left out are
// the ones that would act on nodes without a kubelet: nodes and pods belong to the test.
var useful = []string{
	"clusterrole-aggregation-controller", "daemonset-controller", "deployment-controller",
	"endpoints-controller", "endpointslice-controller", "endpointslice-mirroring-controller",
	"garbage-collector-controller", "job-controller", "namespace-controller", "replicaset-controller",
	"root-ca-certificate-publisher-controller", "service-cidr-controller", "serviceaccount-controller",
	"serviceaccount-token-controller", "statefulset-controller",
}

func startAPIServer(ctx context.Context, s state, extra []string) (part, error) {
	if err := s.makeCertificates(); err != nil {
		return part{}, err
	}
	listener, err := s.listen()
	if err != nil {
		return part{}, err
	}
	address := "https://" + listener.Addr().String()
	options := apiserveroptions.NewServerRunOptions()
	options.SecureServing.Listener = listener
	args := append([]string{
		"--secure-port=1", // a placeholder that validates: the listener above decides
		"--advertise-address=" + s.address.Addr().String(),
		"--etcd-servers=" + s.etcdURL(),
		"--service-cluster-ip-range=" + serviceCIDRs,
		"--authorization-mode=RBAC",
		"--allow-privileged",
		"--client-ca-file=" + s.path("ca.crt"),
		"--tls-cert-file=" + s.path("apiserver.crt"),
		"--tls-private-key-file=" + s.path("apiserver.key"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + s.path("service-account.key"),
		"--service-account-signing-key-file=" + s.path("service-account.key"),
		"--endpoint-reconciler-type=" + s.reconciler(),
		"--profiling=false",
		// Ends within two seconds also while watches are open, which otherwise may hold it up for a minute.
		"--shutdown-send-retry-after",
	}, extra...)
	if err := parse(options.Flags(), args); err != nil {
		return part{}, err
	}
	if err := options.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return part{}, err
	}
	if err := logsapi.ValidateAndApply(options.Logs, utilfeature.DefaultFeatureGate); err != nil {
		return part{}, err
	}
	completed, err := options.Complete(ctx)
	if err != nil {
		return part{}, err
	}
	if faults := completed.Validate(); len(faults) > 0 {
		return part{}, utilerrors.NewAggregate(faults)
	}
	if err := s.writeKubeconfig(address); err != nil {
		return part{}, err
	}
	p := background("apiserver", func(ctx context.Context) error { return apiserver.Run(ctx, completed) })
	return p, s.awaitReady(ctx, p)
}

// reconciler keeps the endpoints of the Service kubernetes: it has none where we listen on loopback only,
// which they may not name.
func (s state) reconciler() string {
	if s.address.Addr().IsLoopback() {
		return "none"
	}
	return "lease"
}

// awaitReady polls /readyz until it answers, the part ends, or the limit is reached.
func (s state) awaitReady(ctx context.Context, p part) error {
	config, err := clientcmd.BuildConfigFromFlags("", s.kubeconfig())
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	err = wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, readyLimit, true, func(ctx context.Context) (bool, error) {
		select {
		case err := <-p.done:
			return false, fmt.Errorf("ended while starting: %w", err)
		default:
		}
		answer, err := client.RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		return err == nil && string(answer) == "ok", nil
	})
	if err != nil {
		p.stop()
	}
	return err
}

func startControllers(ctx context.Context, s state, extra []string) (part, error) {
	options, err := controlleroptions.NewKubeControllerManagerOptions()
	if err != nil {
		return part{}, err
	}
	known, off, aliases := controllers.KnownControllers(), controllers.ControllersDisabledByDefault(), controllers.ControllerAliases()
	for _, name := range useful {
		if !slices.Contains(known, name) {
			return part{}, fmt.Errorf("this Kubernetes has no controller %s: correct the list in control.go", name)
		}
	}
	args := append([]string{
		"--kubeconfig=" + s.kubeconfig(),
		"--controllers=" + strings.Join(useful, ","),
		"--service-cluster-ip-range=" + serviceCIDRs,
		"--root-ca-file=" + s.path("ca.crt"),
		"--service-account-private-key-file=" + s.path("service-account.key"),
		"--leader-elect=false",
		"--secure-port=0",
		// One test at a time on one machine: nobody is protected by a slow client.
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
	}, extra...)
	if err := parse(options.Flags(known, off, aliases), args); err != nil {
		return part{}, err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{})
	if err := options.ComponentGlobalsRegistry.Set(); err != nil {
		return part{}, err
	}
	if err := logsapi.ValidateAndApply(options.Logs, utilfeature.DefaultFeatureGate); err != nil {
		return part{}, err
	}
	config, err := options.Config(ctx, known, off, aliases)
	if err != nil {
		return part{}, err
	}
	return background("controllers", func(ctx context.Context) error {
		return controllers.Run(ctx, config.Complete())
	}), nil
}

func parse(sets cliflag.NamedFlagSets, args []string) error {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	for _, set := range sets.FlagSets {
		flags.AddFlagSet(set)
	}
	return flags.Parse(args)
}
