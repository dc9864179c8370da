package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
)

// state is the directory that holds everything, and where the API server shall listen (port 0 = any).
type state struct {
	dir     string
	address netip.AddrPort
}

func (s state) path(name string) string { return filepath.Join(s.dir, name) }

func (s state) kubeconfig() string { return s.path("kubeconfig") }

// listen takes the API server's port: the one asked for, else that of the kubeconfig of an earlier run.
func (s state) listen() (net.Listener, error) {
	address := s.address.String()
	if old, err := clientcmd.BuildConfigFromFlags("", s.kubeconfig()); s.address.Port() == 0 && err == nil {
		address = old.Host[len("https://"):]
	}
	return net.Listen("tcp", address)
}

// makeCertificates makes, once per directory, an authority and what it signs: the API server's serving
// certificate and an administrator's. RSA, as kubeadm does, so that every client library reads the keys.
func (s state) makeCertificates() error {
	if _, err := os.Stat(s.path("admin.crt")); err == nil {
		return nil
	}
	key, err := s.newKey("ca")
	if err != nil {
		return err
	}
	authority, err := cert.NewSelfSignedCACert(cert.Config{CommonName: "weir-kube"}, key)
	if err != nil {
		return err
	}
	if err := s.writeCertificate("ca", authority.Raw); err != nil {
		return err
	}
	if _, err := s.newKey("service-account"); err != nil {
		return err
	}
	server := x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"},
		IPAddresses: []net.IP{
			net.IPv4(127, 0, 0, 1), net.IPv6loopback, s.address.Addr().AsSlice(),
			net.IPv4(10, 96, 0, 1), net.ParseIP("fd00:10:96::1"), // the first of each of serviceCIDRs
		},
	}
	admin := x509.Certificate{
		Subject:     pkix.Name{CommonName: "admin", Organization: []string{"system:masters"}},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if err := s.sign("apiserver", server, authority, key); err != nil {
		return err
	}
	return s.sign("admin", admin, authority, key)
}

func (s state) newKey(name string) (crypto.Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	pem, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return nil, err
	}
	return key, keyutil.WriteKey(s.path(name+".key"), pem)
}

func (s state) sign(name string, what x509.Certificate, by *x509.Certificate, with crypto.Signer) error {
	key, err := s.newKey(name)
	if err != nil {
		return err
	}
	what.SerialNumber = big.NewInt(time.Now().UnixNano())
	what.NotBefore = by.NotBefore
	what.NotAfter = by.NotAfter
	what.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment
	der, err := x509.CreateCertificate(rand.Reader, &what, by, key.Public(), with)
	if err != nil {
		return err
	}
	return s.writeCertificate(name, der)
}

func (s state) writeCertificate(name string, der []byte) error {
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return err
	}
	pem, err := cert.EncodeCertificates(parsed)
	if err != nil {
		return err
	}
	return cert.WriteCert(s.path(name+".crt"), pem)
}

// writeKubeconfig makes the administrator's kubeconfig, self-contained so that it may be copied.
func (s state) writeKubeconfig(server string) error {
	config := api.NewConfig()
	cluster, user := api.NewCluster(), api.NewAuthInfo()
	cluster.Server = server
	cluster.CertificateAuthority = s.path("ca.crt")
	user.ClientCertificate = s.path("admin.crt")
	user.ClientKey = s.path("admin.key")
	config.Clusters["weir-kube"] = cluster
	config.AuthInfos["admin"] = user
	config.Contexts["weir-kube"] = &api.Context{Cluster: "weir-kube", AuthInfo: "admin"}
	config.CurrentContext = "weir-kube"
	if err := api.FlattenConfig(config); err != nil {
		return err
	}
	return clientcmd.WriteToFile(*config, s.kubeconfig())
}
