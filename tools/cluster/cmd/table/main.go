// Command table writes docs/conformance.md from the reports of two runs of upstream's tests: one with kube-proxy,
// the reference, and one with Weir. It ends with an error where Weir fails what the reference passes and
// nobody has said why.
package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

//go:embed head.md
var head string

// remark is a line of a file of the suites: tests by a regular expression, and what is to be said of them.
type remark struct {
	tests *regexp.Regexp
	text  string
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: table REFERENCE.json[,…] WEIR.json[,…] SKIPS DIFFERENCES")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(referenceFile, weirFile, skipsFile, differencesFile string) error {
	reference, err := results(referenceFile)
	if err != nil {
		return err
	}
	weir, err := results(weirFile)
	if err != nil {
		return err
	}
	skips, err := remarks(skipsFile)
	if err != nil {
		return err
	}
	differences, err := remarks(differencesFile)
	if err != nil {
		return err
	}
	fmt.Print(head)
	unexplained := writeTable(reference, weir, differences)
	writeSkips(skips)
	if len(unexplained) > 0 {
		return fmt.Errorf("worse than the reference and not explained in %s:\n%s",
			differencesFile, strings.Join(unexplained, "\n"))
	}
	return nil
}

// results tells the state of each test that ran, by its name; of several reports the last one counts.
func results(files string) (map[string]string, error) {
	states := map[string]string{}
	for _, file := range strings.Split(files, ",") {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var reports []types.Report
		if err := json.Unmarshal(content, &reports); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, report := range reports {
			add(states, report.SpecReports)
		}
	}
	return states, nil
}

func add(states map[string]string, specs types.SpecReports) {
	for _, spec := range specs {
		// What a test skips by itself comes with its reason, what the filters leave out with none.
		left := spec.State == types.SpecStateSkipped && spec.Failure.Message == ""
		if spec.LeafNodeType == types.NodeTypeIt && !left {
			states[strings.TrimPrefix(spec.FullText(), "[sig-network] ")] = state(spec)
		}
	}
}

func state(spec types.SpecReport) string {
	switch {
	case spec.State == types.SpecStatePassed:
		return "ok"
	case spec.State == types.SpecStateSkipped:
		reason, _, _ := strings.Cut(spec.Failure.Message, "\n")
		return "not here: " + reason
	default:
		return "**fails**"
	}
}

func writeTable(reference, weir map[string]string, differences []remark) (unexplained []string) {
	names := map[string]bool{}
	for name := range reference {
		names[name] = true
	}
	for name := range weir {
		names[name] = true
	}
	count := func(states map[string]string, what string) (n int) {
		for _, state := range states {
			if state == what {
				n++
			}
		}
		return n
	}
	fmt.Printf("kube-proxy: %d pass, %d fail. Weir: %d pass, %d fail.\n\n",
		count(reference, "ok"), count(reference, "**fails**"), count(weir, "ok"), count(weir, "**fails**"))
	fmt.Println("| test | kube-proxy | Weir | |\n|---|---|---|---|")
	for _, name := range slices.Sorted(maps.Keys(names)) {
		why := ""
		if reference[name] != weir[name] || weir[name] == "**fails**" {
			why = say(differences, name)
		}
		if weir[name] != "ok" && reference[name] == "ok" && why == "" {
			unexplained = append(unexplained, name)
		}
		fmt.Printf("| %s | %s | %s | %s |\n", strings.ReplaceAll(name, "|", `\|`), orDash(reference[name]), orDash(weir[name]), why)
	}
	return unexplained
}

func writeSkips(skips []remark) {
	fmt.Println("\n## Not run\n\n| tests | why |\n|---|---|")
	for _, skip := range skips {
		fmt.Printf("| `%s` | %s |\n", strings.ReplaceAll(skip.tests.String(), "|", `\|`), skip.text)
	}
}

func orDash(state string) string {
	if state == "" {
		return "–"
	}
	return state
}

func say(remarks []remark, name string) string {
	for _, r := range remarks {
		if r.tests.MatchString(name) {
			return r.text
		}
	}
	return ""
}

func remarks(file string) ([]remark, error) {
	content, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	var all []remark
	for lines := bufio.NewScanner(content); lines.Scan(); {
		tests, text, found := strings.Cut(lines.Text(), "\t")
		if strings.HasPrefix(tests, "#") || !found {
			continue
		}
		expression, err := regexp.Compile(tests)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, remark{expression, text})
	}
	return all, nil
}
