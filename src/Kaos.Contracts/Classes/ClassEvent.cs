using System.Text.Json.Serialization;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Classes;

/// <summary>
/// What happened to an incident class of a tenant: its track record and its level are folds of these.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ClassTreated), "class-treated")]
[JsonDerivedType(typeof(ClassRecurred), "class-recurred")]
[JsonDerivedType(typeof(DeedSeen), "deed-seen")]
[JsonDerivedType(typeof(ClassPromoted), "class-promoted")]
[JsonDerivedType(typeof(ClassDemoted), "class-demoted")]
public abstract record ClassEvent;

public sealed record ClassTreated(Treatment Treatment) : ClassEvent;

public sealed record ClassRecurred(string IncidentId) : ClassEvent;

/// <summary>The shadow log: what KAOS would have done beside what a person did.</summary>
public sealed record DeedSeen(Deed Deed) : ClassEvent;

/// <param name="Way">The way of fixing that earned it; another way, or a changed workflow, does not have the
/// level.</param>
public sealed record ClassPromoted(Maturity To, Way? Way, string By, string Reason) : ClassEvent;

/// <param name="By">A person, or KAOS itself: a failure, a roll-back or a recurrence demotes at once.</param>
public sealed record ClassDemoted(Maturity To, string By, string Reason) : ClassEvent;
