//! OpenID Connect Core 1.0, appendix A: the hashes of an access token and of a code.

use hospes_protocol::jose::Algorithm;
use hospes_protocol::oidc::half_hash;

#[test]
fn the_at_hash_of_appendix_a_is_reproduced() {
    assert_eq!(
        half_hash(
            "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
            Algorithm::Rs256
        ),
        "77QmUPtjPfzWtF2AnpK9RQ"
    );
}

#[test]
fn the_c_hash_of_appendix_a_is_reproduced() {
    assert_eq!(
        half_hash(
            "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk",
            Algorithm::Rs256
        ),
        "LDktKdoQak3Pk0cnXxCltA"
    );
}
