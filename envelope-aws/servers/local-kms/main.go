// Runs local-kms, unchanged, on a free port of the loopback interface alone: its own main listens on every interface.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/nsmithuk/local-kms/src"
	"github.com/nsmithuk/local-kms/src/config"
	"github.com/sirupsen/logrus"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: local-kms DATA-FOLDER SEED-FILE-OR-NOTHING MARK")
		os.Exit(2)
	}
	config.DatabasePath = os.Args[1]
	config.AWSRegion = "eu-west-2"
	config.AWSAccountId = "111122223333"

	// Run opens the database, seeds it, hands its handler to net/http and then listens on ":" + port. With a port that
	// does not exist it gets as far as that, reports a fatal error, and is held there with its database open.
	listening := make(chan struct{})
	logrus.StandardLogger().ExitFunc = func(int) {
		close(listening)
		select {}
	}
	go src.Run("none", os.Args[2])
	<-listening

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("Running on http://%s\n", listener.Addr())
	fmt.Fprintln(os.Stderr, http.Serve(listener, nil))
	os.Exit(1)
}
