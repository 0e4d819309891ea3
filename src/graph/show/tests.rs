//! Pictures of small bundles.

use super::{Drawing, Names};
use crate::base::diag::Diags;
use crate::base::ids::{RuleId, SourceId, TargetId};
use crate::graph::{GraphBuilder, MatchGraph, RuleInput};
use crate::model::Severity;
use crate::operators::{Compat, Context, NoValues, pattern};
use crate::read::json;

struct Bundle(Vec<(&'static str, Option<Severity>)>);

impl Names for Bundle {
    fn rule(&self, rule: RuleId) -> &str {
        self.0[rule.index()].0
    }
    fn severity(&self, rule: RuleId) -> Option<Severity> {
        self.0[rule.index()].1
    }
    fn target(&self, target: TargetId) -> &str {
        ["security-team", "audit-queue"][target.index() % 2]
    }
}

type Rule = (&'static str, Option<Severity>, &'static [u32], &'static str);

const RULES: [Rule; 6] = [
    (
        "root-console-sign-in",
        Some(Severity::High),
        &[0],
        r#"{"source":["aws.signin"],"detail":{"userIdentity":{"type":["Root"]},
            "eventName":["ConsoleLogin"]}}"#,
    ),
    (
        "sign-in-without-mfa",
        Some(Severity::Medium),
        &[0],
        r#"{"source":["aws.signin"],"detail":{"eventName":["ConsoleLogin"],
            "additionalEventData":{"MFAUsed":["No",{"exists":false}]}}}"#,
    ),
    (
        "trail-tampering",
        Some(Severity::Critical),
        &[0, 1],
        r#"{"source":["aws.cloudtrail"],"detail":{"eventName":["StopLogging","DeleteTrail",
            "UpdateTrail"],"errorCode":[{"exists":false}]}}"#,
    ),
    (
        "security-group-opened",
        Some(Severity::High),
        &[0],
        r#"{"source":["aws.ec2"],"detail":{"errorCode":[{"exists":false}],
            "eventName":["AuthorizeSecurityGroupIngress"],
            "$or":[{"requestParameters":{"cidrIp":["0.0.0.0/0"]}},
                   {"requestParameters":{"cidrIpv6":["::/0"],"toPort":[{"numeric":["<",1024]}]}}]}}"#,
    ),
    (
        "root-key-use",
        Some(Severity::High),
        &[0],
        r#"{"detail":{"userIdentity":{"type":["Root"]},
            "sourceIPAddress":[{"anything-but":{"suffix":".amazonaws.com"}}]}}"#,
    ),
    (
        "bucket-changes",
        None,
        &[1],
        r#"{"source":["aws.s3"],"detail":{"eventName":[{"prefix":"PutBucket"}]}}"#,
    ),
];

fn graph(rules: &[(&str, &[u32])]) -> MatchGraph {
    let mut builder = GraphBuilder::default();
    for (text, targets) in rules {
        let tree = json::read(SourceId(0), text.as_bytes().into(), 100).expect("JSON");
        let mut diags = Diags::default();
        let mut context = Context {
            compat: Compat::Tripline,
            references: false,
            values: &NoValues,
            diags: &mut diags,
        };
        let pattern = pattern::parse(&mut context, tree.root());
        assert!(!diags.has_errors(), "{diags:?}");
        let targets: Vec<TargetId> = targets.iter().map(|t| TargetId(*t)).collect();
        builder.add(RuleInput { pattern: &pattern, bus: "default", targets: &targets });
    }
    builder.finish()
}

fn bundle() -> (MatchGraph, Bundle) {
    let rules: Vec<_> = RULES.iter().map(|r| (r.3, r.2)).collect();
    (graph(&rules), Bundle(RULES.iter().map(|r| (r.0, r.1)).collect()))
}

#[test]
fn the_picture_in_the_readme_is_this_one() {
    let (graph, names) = bundle();
    let drawing = Drawing::new(&graph, &names, None);
    assert_eq!(drawing, Drawing::new(&bundle().0, &names, None), "the same in every run");
    let svg = drawing.svg().expect("small");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/graph.svg");
    if std::env::var_os("TRIPLINE_BLESS").is_some() {
        std::fs::write(file, &svg).expect("written");
    }
    let known = std::fs::read_to_string(file).expect("docs/graph.svg");
    assert_eq!(svg, known, "set TRIPLINE_BLESS to write docs/graph.svg anew");
}

#[test]
fn every_rule_and_shared_test_is_drawn_once() {
    let (graph, names) = bundle();
    let drawing = Drawing::new(&graph, &names, None);
    let count = |kind: &str, label: &str| {
        drawing.nodes.iter().filter(|n| n.kind == kind && n.label == label).count()
    };
    for (name, ..) in RULES {
        assert_eq!(count("rule", name), 1, "{name}");
    }
    assert_eq!(count("test", "\"Root\""), 1, "two rules share it");
    assert_eq!(count("clause", "absent"), 1);
    assert_eq!(count("any", "any"), 1);
    assert_eq!(count("test", "exists"), 0, "only helps to run");
    for (from, to, _) in &drawing.edges {
        assert!(drawing.nodes[*from].layer < drawing.nodes[*to].layer, "edges lead right");
    }
    let mut ids: Vec<_> = drawing.nodes.iter().map(|n| &n.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), drawing.nodes.len());
}

#[test]
fn around_a_rule_shows_what_it_shares() {
    let (graph, names) = bundle();
    let drawing = Drawing::new(&graph, &names, Some(RuleId(0)));
    let rules: Vec<_> = drawing
        .nodes
        .iter()
        .filter(|n| n.kind == "rule")
        .map(|n| (n.label.as_str(), n.faded))
        .collect();
    assert_eq!(
        rules,
        [("root-console-sign-in", false), ("sign-in-without-mfa", true), ("root-key-use", true)]
    );
    assert!(!drawing.nodes.iter().any(|n| n.label.contains("aws.s3")));
    assert!(Drawing::new(&graph, &names, Some(RuleId(99))).nodes.is_empty());
}

#[test]
fn hostile_names_stay_text() {
    let graph = graph(&[(r#"{"a\"]<b>&\u0000\ud800":["x\"];<script>\\\n"]}"#, &[])]);
    let drawing = Drawing::new(&graph, &Bundle(vec![("r\"]--><x>&", None)]), None);
    let svg = drawing.svg().expect("small");
    assert!(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains('\0'), "{svg}");
    assert!(svg.contains("&lt;script&gt;"));
    let mermaid = drawing.mermaid();
    assert!(mermaid.lines().all(|l| l.matches('"').count() % 2 == 0), "{mermaid}");
    assert!(!mermaid.contains("<script") && !mermaid.contains("];"), "{mermaid}");
    let dot = drawing.dot();
    assert!(dot.contains(r#"[label="r\"]--><x>&""#), "{dot}");
    assert_eq!(drawing.json()["nodes"][3]["label"], "r\"]--><x>&");
}

#[test]
fn forms_hold_every_node_and_edge() {
    let (graph, names) = bundle();
    let drawing = Drawing::new(&graph, &names, None);
    let json = drawing.json();
    assert_eq!(json["schema"], "tripline/1");
    assert_eq!(json["nodes"].as_array().map(Vec::len), Some(drawing.nodes.len()));
    assert_eq!(json["edges"].as_array().map(Vec::len), Some(drawing.edges.len()));
    assert_eq!(drawing.dot().matches(" -> ").count(), drawing.edges.len());
    let arrows = |text: &str| text.matches("-->").count() + text.matches(".->").count();
    assert_eq!(arrows(&drawing.mermaid()), drawing.edges.len());
    assert!(drawing.mermaid().contains("-. absent .->"));
}

#[test]
fn too_many_boxes_are_refused_with_advice() {
    let texts: Vec<String> = (0..300).map(|i| format!("{{\"a\":[\"v{i}\"]}}")).collect();
    let rules: Vec<(&str, &[u32])> = texts.iter().map(|t| (t.as_str(), &[][..])).collect();
    let names = Bundle(vec![("r", None); 300]);
    let words = Drawing::new(&graph(&rules), &names, None).svg().expect_err("too many");
    assert!(words.contains("--around RULE"), "{words}");
}
