<#-- The third-party notices in the zip of the command line. -->
<#function licensed entry>
  <#assign names = "">
  <#list entry as name>
    <#assign names = names + names?has_content?then(" or ", "") + name>
  </#list>
  <#return names>
</#function>
THIRD-PARTY SOFTWARE

Envelope itself is under the Apache License 2.0 (LICENSE). The folder lib also contains the jars below, as their authors
published them, each under its own licence. They are used from where they are: a jar that is replaced by another build of it takes its place.

The text of a licence is in the jar itself (META-INF), or it is the one in LICENSE, or it stands in the folder licenses.
Where to find the source of each is said by its address.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.artifactId} ${project.version} (${project.groupId})
    licence: ${licensed(entry.getValue())}
    <#if project.url?has_content>
    address: ${project.url}
    </#if>
</#list>
