// Package e2e runs upstream's tests of the network against a cluster: the tests are Kubernetes' own, this
// only chooses which of its packages are linked.
package e2e

import (
	"flag"
	"fmt"
	"os"
	"testing"

	upstream "k8s.io/kubernetes/test/e2e"
	"k8s.io/kubernetes/test/e2e/framework"
	"k8s.io/kubernetes/test/e2e/framework/config"
	"k8s.io/kubernetes/test/e2e/framework/testfiles"
	manifests "k8s.io/kubernetes/test/e2e/testing-manifests"
	"k8s.io/kubernetes/test/utils/image"

	_ "k8s.io/kubernetes/test/e2e/framework/debug/init"
	_ "k8s.io/kubernetes/test/e2e/framework/metrics/init"
	_ "k8s.io/kubernetes/test/e2e/framework/node/init"
	_ "k8s.io/kubernetes/test/e2e/network"
	_ "k8s.io/kubernetes/test/utils/format"
)

func TestMain(m *testing.M) {
	// The tests pull images by name; whoever prepares a node asks for the names here.
	names := flag.Bool("image-names", false, "print the names of the images that the tests use, then end")
	config.CopyFlags(config.Flags, flag.CommandLine)
	framework.RegisterCommonFlags(flag.CommandLine)
	framework.RegisterClusterFlags(flag.CommandLine)
	flag.Parse()
	if *names {
		fmt.Println("agnhost", image.GetE2EImage(image.Agnhost))
		fmt.Println("agnhost", image.GetE2EImage(image.BusyBox)) // a shell is all that they want of it
		fmt.Println("pause", image.GetPauseImageName())
		fmt.Println("regression-issue-74839", image.GetE2EImage(image.RegressionIssue74839))
		os.Exit(0)
	}
	testfiles.AddFileSource(manifests.GetE2ETestingManifestsFS())
	framework.AfterReadingAllFlags(&framework.TestContext)
	os.Exit(m.Run())
}

func TestE2E(t *testing.T) { upstream.RunE2ETests(t) }
