package peerlink.cli;

import peerlink.api.contract.PackageGraphContractTest;

class PackageGraphTest extends PackageGraphContractTest {}
