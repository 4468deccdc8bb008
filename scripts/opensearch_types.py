"""opensearch_types.py JAR: writes the types of OpenSearch's gRPC transport that signatures of the k-NN plugin name, empty, for Java 21.

Maven Central does not have that transport, and the plugin does not start where its types are missing.
"""

import struct
import sys
import zipfile

INTERFACE, CLASS = 0x0601, 0x0021  # public interface, public class
TYPES = {
    "org/opensearch/transport/grpc/spi/QueryBuilderProtoConverter": INTERFACE,
    "org/opensearch/transport/grpc/spi/QueryBuilderProtoConverterRegistry": INTERFACE,
    "org/opensearch/protobufs/QueryContainer": CLASS,
    "org/opensearch/protobufs/QueryContainer$QueryContainerCase": CLASS,
}


def text(value: str) -> bytes:
    return struct.pack(">BH", 1, len(value)) + value.encode()


def class_named_by(constant: int) -> bytes:
    return struct.pack(">BH", 7, constant)


def class_file(name: str, flags: int) -> bytes:
    """A type without members below Object (the Java Virtual Machine Specification, chapter 4)."""
    constants = text(name) + class_named_by(1) + text("java/lang/Object") + class_named_by(3)
    return struct.pack(">IHHH", 0xCAFEBABE, 0, 65, 5) + constants + struct.pack(">HHHHHHH", flags, 2, 4, 0, 0, 0, 0)


with zipfile.ZipFile(sys.argv[1], "w") as jar:
    for name, flags in TYPES.items():
        jar.writestr(name + ".class", class_file(name, flags))
