using System.ComponentModel.DataAnnotations;

namespace Kaos.Agent.Grains.Gate;

/// <summary>Settings of the gate.</summary>
public sealed class GateOptions
{
    /// <summary>A folder with workflows in addition to the built-in ones; null: none.</summary>
    public string? WorkflowFolder { get; set; }

    /// <summary>
    /// The tenants' policy, a YAML file; null: the built-in default. Read again when the file changes.
    /// </summary>
    public string? PolicyFile { get; set; }

    /// <summary>Names of clusters where nothing real can break: the only ones that start at Approve.</summary>
    public IList<string> PracticeClusters { get; } = [];

    /// <summary>The name under which the API server books what KAOS writes.</summary>
    [Required]
    public string FieldManager { get; set; } = "kaos";

    /// <summary>Where AgentDecisions are kept, in every cluster that has the definition.</summary>
    [Required]
    public string DecisionNamespace { get; set; } = "kaos";

    /// <summary>How long a grant lasts at most.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan GrantLasts { get; set; } = TimeSpan.FromMinutes(30);
}
