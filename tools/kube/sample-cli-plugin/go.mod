// Stands in for a Kubernetes staging module that the module proxy does not serve; nothing imports it.
module k8s.io/sample-cli-plugin

go 1.26.0
