package peerlink.registry;

import peerlink.api.contract.PackageGraphContractTest;

class PackageGraphTest extends PackageGraphContractTest {}
