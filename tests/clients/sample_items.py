"""Items of the sample catalog, two lines each: figures and prerequisites, then the words."""

# id; weeks; cash; * if repeated; prerequisites, and below it: title; deliverable; evidence
ITEMS = """
act-23-standardise-prompts; 6; 10000; ;
  Central prompt repository with a quality gate; Versioned repository with owners; Each prompt has a test set
act-23-train-power-users; 10; 10000; *;
  Grow prompt specialists in each department; Two certified power users or more; Assessments, coaching log
act-23-integrate-simple-tools; 8; 30000; ; gov-l3-data-classification
  Connect an assistant to business data in chat tools; Working assistant on one source; Security sign-off
act-23-team-workspaces; 5; 5000; *; act-23-integrate-simple-tools gov-l3-data-access-controls
  Open team AI workspaces (seats plus data access); Workspace with named owner; Weekly active share of seats
act-23-embed-business-context; 5; 3000; *; act-23-team-workspaces gov-l3-knowledge-repository
  Give the assistant approved SOPs and style guides; Context pack per function; Check on 30 questions
act-23-roll-out-prompts; 4; 2000; *; act-23-standardise-prompts act-23-train-power-users
  Roll the standard prompts out team by team; Team rollout record; Share of tasks using a standard prompt
act-23-measure-outcomes; 6; 5000; ;
  Measure accuracy, time saved and user rating; Outcome report; Two monthly cycles against baseline
gov-l3-data-classification; 10; 30000; ;
  Classify data for AI use; Label scheme applied to priority sources; Coverage report of labelled sources
gov-l3-data-access-controls; 6; 20000; ; gov-l3-data-classification
  Control who may feed which data to AI; Role-based access wired to labels; Access test, quarterly review
gov-l3-knowledge-repository; 8; 12000; ;
  One approved source of guidance for AI; Curated guides with owners and expiry dates; Share of sources reviewed
gov-l3-logging; 6; 25000; ;
  Log AI use and decisions; Central log of prompts, outputs, decisions; Retention test (six months or more)
gov-l3-decision-auditing; 8; 10000; ; gov-l3-logging
  Audit AI-supported decisions; Sampling plan and first audit report; Findings tracked to closure
gov-l3-governance-committee; 9; 8000; ;
  AI governance committee for major deployments; Charter, decision rights; First policy review, decision log
act-34-build-ai-workspaces; 10; 25000; *; act-23-team-workspaces gov-l3-governance-committee gov-l3-logging
  Secured departmental AI sandboxes; Sandbox with identity, network and data guards; Configuration check passed
act-34-embed-sops; 8; 15000; *; act-34-build-ai-workspaces act-23-embed-business-context
  Feed SOPs and policies to AI apps by code; Retrieval pipeline with freshness rule; Grounded-answer score
act-34-train-teams; 6; 14000; *; act-34-build-ai-workspaces
  Cross-train staff on tools and new workflows; Role-based sessions, job aids; Completion and usage lift
act-34-govern-data; 8; 30000; ; gov-l3-data-classification gov-l3-data-access-controls
  Enforce data-input rules (sanitise, block, mask); Technical guard on prompts; Blocked and allowed report
act-34-iterate; 12; 2000; *; act-34-embed-sops act-23-measure-outcomes gov-l3-decision-auditing
  Tune prompts and data sources from feedback; Two improvement cycles logged; Metric trend per cycle
act-34-evaluate-vendors; 8; 10000; ; act-23-measure-outcomes gov-l4-vendor-security-review
  Assess vendor products against known gaps; Scored shortlist and trial results; Selection record
act-34-expand-toolset; 10; 12000; *; act-34-evaluate-vendors gov-l4-approved-software-policy
  Add specialist AI tools where value is shown; Tool live, with owner and exit plan; Adoption after 8 weeks
act-34-prototype-hackathons; 6; 20000; ; act-34-train-teams gov-l3-data-access-controls
  No-code prototyping events; Event, ranked prototypes, follow-up owners; Prototype count, time to test
act-34-manage-tool-landscape; 5; 5000; ; gov-l3-governance-committee
  Keep a live register of AI tools; Register with owner and renewal date; Register matches discovery scan
gov-l4-ai-tool-audit; 6; 12000; ; gov-l3-governance-committee
  Audit which AI is used where; Audit report with risk tier per tool; Discovery evidence, owner sign-off
gov-l4-approved-software-policy; 4; 3000; ; gov-l3-governance-committee
  Approved AI software policy; Policy with fast-track and refusal route; Share of AI spend on approved list
gov-l4-platform-standardisation; 14; 40000; ; gov-l4-ai-tool-audit
  Standardise on key platforms; Platform decisions and migration plan; Overlaps retired
gov-l4-vendor-security-review; 6; 8000; ;
  Security review for every AI vendor; Questionnaire, contract clauses; No AI contract without a review record
gov-l4-unified-architecture-plan; 10; 15000; ; gov-l4-ai-tool-audit
  Unified AI architecture plan; Target architecture, integration standards; Approved by committee
"""
