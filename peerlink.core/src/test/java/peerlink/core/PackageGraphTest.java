package peerlink.core;

import peerlink.api.contract.PackageGraphContractTest;

class PackageGraphTest extends PackageGraphContractTest {}
