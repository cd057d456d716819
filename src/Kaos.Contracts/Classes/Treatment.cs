using System.Text.Json.Serialization;
using Kaos.Contracts.Plans;

namespace Kaos.Contracts.Classes;

/// <summary>One use of a plan, ended.</summary>
/// <param name="Level">At which the class stood when the gate judged the plan.</param>
/// <param name="By">Who decided on the plan, as <c>kind:name</c>.</param>
/// <param name="Score">0 to 1, as measured; null: it was not.</param>
public sealed record Treatment(
    string IncidentId, string SessionId, string Cluster, string PlanHash, Way Way, TreatmentResult Result,
    Maturity Level, string By,
    double? Score = null);

/// <summary>
/// "The same way" (design section 7): same workflow, same content of it, same change but for names and amounts.
/// </summary>
/// <param name="Change">Hash over the steps' actions, kinds and the paths that they write.</param>
public sealed record Way(string WorkflowId, string WorkflowHash, string Change);

[JsonConverter(typeof(KebabCase<TreatmentResult>))]
public enum TreatmentResult
{
    /// <summary>What should be seen was seen over the whole watch window.</summary>
    Verified,

    /// <summary>A step failed, or where it stands is not known.</summary>
    Failed,

    /// <summary>It did not help, and was undone.</summary>
    RolledBack,

    /// <summary>A person said no.</summary>
    Rejected,

    /// <summary>A person wanted it otherwise.</summary>
    Edited,
}

/// <summary>What a person did about an incident while KAOS only proposed or observed.</summary>
/// <param name="Proposed">What KAOS would have done; null when it had nothing to offer.</param>
/// <param name="Did">In words.</param>
/// <param name="By">As far as can be told: a field manager, or <c>unknown</c>.</param>
/// <param name="Same">The cluster is as KAOS's plan would have made it.</param>
public sealed record Deed(string IncidentId, string SessionId, Way? Proposed, string Did, string By, bool Same);
